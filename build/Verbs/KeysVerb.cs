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
        if (!keys.Exist || keys.SecureBoot.Exist)
        {
            // With both there, this says why nothing is written over.
            keys.Make();
            session.Narrator.Say("keys", $"{session.Workspace.Keys}: release.key signs releases, and images check them with release.pem");
        }

        if (!keys.SecureBoot.Exist)
        {
            BuildContext context = await session.ContextAsync(cancellationToken);
            await keys.SecureBoot.MakeAsync(context.Tools(await ToolsTree.GetAsync(context, "tools", cancellationToken)), cancellationToken);
            session.Narrator.Say("keys", $"{session.Workspace.Keys}/secure-boot: db.key signs what boots; builds do without PK.key and KEK.key");
        }

        session.Narrator.Say("keys", "every build from now on is signed. Keep a copy of the directory where nobody else gets at it: without it no box takes an upgrade");
    }
}
