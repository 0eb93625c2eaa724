using System.Globalization;
using System.Text.RegularExpressions;
using Mwan.Build.Cache;
using Mwan.Build.Narration;
using Mwan.Build.Processes;

namespace Mwan.Build.Packages;

/// <summary>
/// apt on the package lists of the image's Debian release, in a directory of its own: the host's packages, sources and keys in
/// <c>/etc/apt</c> play no part. mmdebstrap knows the default mirror; <c>MWAN_MIRROR</c> names another.
/// </summary>
public sealed partial class Apt(Workspace workspace, Narrator narrator)
{
    /// <summary>Debian release of the image and of the tools.</summary>
    public const string Suite = "trixie";

    private const string Essential = "?and(?essential,?architecture(amd64))";

    private string Directory => Path.Combine(workspace.Cache, "apt");

    private string Settings => Path.Combine(workspace.Cache, "apt.conf");

    /// <summary>Fetches the release's package lists.</summary>
    /// <exception cref="BuildException">The mirror does not answer.</exception>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        using FileLock aptLock = await TakeLockAsync(cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>
    /// Downloads exact versions into a directory. Lists that do not lead to all of them are fetched anew first: they may be older than
    /// the lock, or than what the mirror has dropped.
    /// </summary>
    /// <exception cref="BuildException">The package lists could not be fetched.</exception>
    public async Task<Download> DownloadAsync(IReadOnlyList<LockedPackage> packages, string directory, CancellationToken cancellationToken)
    {
        using FileLock aptLock = await TakeLockAsync(cancellationToken);
        bool areFresh = !File.Exists(Settings);
        if (areFresh)
        {
            await RefreshAsync(cancellationToken);
        }

        Download download = await FetchAsync(packages, directory, cancellationToken);
        if (!areFresh && (download.Gone.Count > 0 || download.Unfetched.Count > 0))
        {
            await RefreshAsync(cancellationToken);
            download = await FetchAsync([.. download.Gone, .. download.Unfetched], directory, cancellationToken);
        }

        return download;
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await narrator.StepAsync("mirror", $"package lists of Debian {Suite}", async report =>
        {
            File.Delete(Settings);
            await Sandbox.DeleteAsync(Directory, cancellationToken);
            System.IO.Directory.CreateDirectory(workspace.Cache);
            string[] mirror = Environment.GetEnvironmentVariable("MWAN_MIRROR") is { Length: > 0 } chosen ? [chosen] : [];
            Command update = Sandbox.AsRoot(
                "mmdebstrap", "--mode=root", "--variant=custom", "--skip=check/qemu,cleanup/apt", "--architectures=amd64", Suite, Directory)
                .With(mirror).WithEnvironment("APT_CONFIG", null).Telling(report.Now);
            try
            {
                await update.RunAsync(cancellationToken);
            }
            catch (CommandFailedException e)
            {
                throw new BuildException(
                    $"The package lists of Debian {Suite} could not be fetched:\n{e.Tail}\n"
                    + "Check the network (and http_proxy), or name another mirror: MWAN_MIRROR=URL ./build.sh", e);
            }

            // The settings stand for finished lists, so they come last and whole.
            await File.WriteAllTextAsync($"{Settings}.new", Configuration(), cancellationToken);
            File.Move($"{Settings}.new", Settings, overwrite: true);
        });
    }

    /// <summary>Everything that has to be installed for the named packages, beginning from nothing, without recommendations.</summary>
    public async Task<IReadOnlyList<LockedPackage>> ResolveAsync(string set, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        string uris = await AptGet("--quiet=2", "--yes", "--print-uris", "-o", "Acquire::ForceHash=SHA256", "install", Essential)
            .With(names).RunAsync(cancellationToken);
        return [.. PrintedUri().Matches(uris)
            .Select(match => new LockedPackage(
                set,
                match.Groups["name"].Value,
                match.Groups["version"].Value.Replace("%3a", ":", StringComparison.Ordinal),
                match.Groups["architecture"].Value,
                long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture),
                match.Groups["hash"].Value))
            .OrderBy(static p => p.Name, StringComparer.Ordinal)];
    }

    private async Task<Download> FetchAsync(IReadOnlyList<LockedPackage> packages, string directory, CancellationToken cancellationToken)
    {
        var download = new Download([], [], "");
        await narrator.StepAsync("download", $"{packages.Count} packages, {packages.Sum(static p => p.Size) / 1_000_000} MB", async report =>
        {
            // One that is gone makes apt refuse them all, so ask first which versions the lists hold.
            CommandResult known = await Command.Of("apt-cache", "madison").With(packages.Select(static p => p.Name).Distinct(StringComparer.Ordinal))
                .WithEnvironment("APT_CONFIG", Settings).TryRunAsync(cancellationToken);
            var available = known.Output.Split('\n')
                .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(static columns => columns.Length >= 2)
                .Select(static columns => $"{columns[0]}={columns[1]}")
                .ToHashSet(StringComparer.Ordinal);
            ILookup<bool, LockedPackage> isListed = packages.ToLookup(package => available.Contains($"{package.Name}={package.Version}"));
            string said = isListed[true].Any()
                ? (await AptGet("--quiet=1", "download").With(isListed[true].Select(static p => $"{p.Name}={p.Version}")).In(directory).Telling(report.Now).TryRunAsync(cancellationToken)).Tail
                : "";
            download = new Download(
                [.. isListed[false]], [.. isListed[true].Where(package => !File.Exists(Path.Combine(directory, package.FileName)))], said);
        });
        return download;
    }

    [GeneratedRegex(@"^'[^']*' (?<name>[^_]+)_(?<version>[^_]+)_(?<architecture>[a-z0-9]+)\.deb (?<size>\d+) SHA256:(?<hash>[0-9a-f]{64})", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PrintedUri();

    private Task<FileLock> TakeLockAsync(CancellationToken cancellationToken) => FileLock.TakeAsync(
        Path.Combine(workspace.Cache, "locks", "apt"),
        () => narrator.Say("mirror", "another build uses the mirror; waiting for it"),
        cancellationToken);

    private Command AptGet(params string[] arguments) =>
        Command.Of("setpriv", ["--pdeathsig", "TERM", "apt-get", .. arguments]).WithEnvironment("APT_CONFIG", Settings);

    private string Configuration() => $$"""
        Dir "{{Directory}}";
        Dir::State::status "{{Directory}}/var/lib/dpkg/status";
        Dir::Etc::Trusted "/usr/share/keyrings/";
        Dir::Etc::TrustedParts "/usr/share/keyrings/";
        Dir::Bin::Methods "/usr/lib/apt/methods";
        Dir::Bin::Solvers "/usr/lib/apt/solvers";
        APT::Architecture "amd64";
        APT::Architectures { "amd64"; };
        APT::Install-Recommends "false";
        APT::Sandbox::User "root";
        Acquire::Retries "3";
        Debug::NoLocking "true";

        """;
}
