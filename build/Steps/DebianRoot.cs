using Mwan.Build.Narration;
using Mwan.Build.Packages;

namespace Mwan.Build.Steps;

/// <summary>
/// The Debian part of the root: packages installed by mmdebstrap in the tools tree. <c>root/</c> is the tree, <c>status</c> dpkg's
/// record of it.
/// </summary>
public static class DebianRoot
{
    private const string Step = "root";

    // One pass over image/remove: patterns are the shell's, a line that matches nothing is named.
    private const string Remove = """
        cd /mnt/step/root
        cp var/lib/dpkg/status ../status
        idle=
        while IFS= read -r pattern; do
            case $pattern in ''|'#'*) continue;; esac
            found=
            for path in .$pattern; do
                if [ -e "$path" ] || [ -L "$path" ]; then rm -rf "$path"; found=1; fi
            done
            [ "$found" ] || idle="$idle $pattern"
        done < /mnt/remove
        [ -z "$idle" ] || { echo "image/remove: nothing in the root matches$idle. Correct or remove the lines."; exit 1; }
        """;

    /// <summary>The directory with tree and status.</summary>
    public static async Task<string> GetAsync(BuildContext context, string tools, CancellationToken cancellationToken)
    {
        string exclusions = Path.Combine(context.Workspace.Image, "dpkg.cfg");
        string remove = Path.Combine(context.Workspace.Image, "remove");
        using var hash = context.Hash(Step).AddFile("dpkg.cfg", exclusions).AddFile("remove", remove).Add("recipe", Remove);
        return await context.Cache.GetAsync(
            Step,
            hash.Key(),
            $"Debian {Apt.Suite} root from {context.Lock.Set(Step).Count} packages",
            (directory, report, token) => MakeAsync(context, tools, exclusions, remove, directory, report, token),
            cancellationToken);
    }

    private static async Task MakeAsync(
        BuildContext context, string tools, string exclusions, string remove, string directory, StepReport report, CancellationToken cancellationToken)
    {
        IReadOnlyList<LockedPackage> packages = context.Lock.Set(Step);
        await context.Store.EnsureAsync(packages, cancellationToken);
        string repository = Path.Combine(directory, "packages");
        await LocalRepository.WriteAsync(context.Store, packages, repository, cancellationToken);
        string log = context.LogOf(Step);
        Sandbox sandbox = context.Tools(tools).Bind(directory, "/mnt/step").ReadOnly(exclusions, "/mnt/dpkg.cfg").ReadOnly(remove, "/mnt/remove");
        var install = sandbox.Command(
            "mmdebstrap",
            "--mode=root", "--variant=essential", "--verbose", "--skip=check/qemu", "--architectures=amd64",
            "--dpkgopt=/mnt/dpkg.cfg", "--dpkgopt=force-unsafe-io",
            $"--include={string.Join(',', packages.Select(static p => p.Name))}",
            "", "/mnt/step/root", "deb [trusted=yes] copy:///mnt/step/packages ./").LogTo(log);
        await install.Telling(line => DpkgProgress.Tell(report, line)).RunAsync(cancellationToken);
        report.Now("image/remove");
        await sandbox.Command("sh", "-euc", Remove).LogTo(log).RunAsync(cancellationToken);
        await Sandbox.DeleteAsync(repository, cancellationToken);
    }
}
