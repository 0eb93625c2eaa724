using Mwan.Build.Signing;

namespace Mwan.Build.Verbs;

/// <summary>Makes the keys that releases are signed with.</summary>
internal static class KeysVerb
{
    public static Task RunAsync(BuildOptions options)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        new SigningKeys(workspace.Keys).Make();
        Console.WriteLine($"""
            Made {workspace.Keys}/release.key, which signs, and release.pem, which images check signatures with.
            Every build from now on is signed. Keep a copy of the directory where nobody else gets at it: without it no box takes an upgrade.
            """);
        return Task.CompletedTask;
    }
}
