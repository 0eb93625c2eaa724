using Mwan.Build.Signing;
using Mwan.Build.Steps;

namespace Mwan.Build.Verbs;

/// <summary>Makes the keys that releases are signed with, and those of Secure Boot: those that are not there.</summary>
internal static class KeysVerb
{
    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        SigningKeys keys = new(session.Workspace.Keys);
        await keys.MakeMissingAsync(
            async token =>
            {
                BuildContext context = await session.ContextAsync(token);
                return context.Tools(await ToolsTree.GetAsync(context, "tools", token));
            },
            words => session.Narrator.Say("keys", words),
            cancellationToken);
        session.Narrator.Say("keys", "every build from now on is signed. Keep a copy of the directory where nobody else gets at it: without it no box takes an upgrade");
    }
}
