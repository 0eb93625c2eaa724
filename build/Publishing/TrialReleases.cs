using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Mwan.Build.Artifacts;
using Mwan.Build.Machines;
using Mwan.Build.Processes;
using Mwan.Build.Signing;
using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Build.Publishing;

/// <summary>Images of one site with rising versions, signed with keys of their own, and releases that are made to fail. All go when this is disposed of.</summary>
public sealed partial class TrialReleases : IAsyncDisposable
{
    /// <summary>What every machine begins with.</summary>
    public const string First = "1.0.0";

    /// <summary>What it is upgraded to.</summary>
    public const string Second = "1.1.0";

    /// <summary>Where the images look for releases: whoever plays the server does so in the machine itself.</summary>
    public const string Source = "https://localhost:8443/";

    // Takes a UKI apart (PE sections), puts it together with another command line, and signs it as it was.
    private const string OtherCommandLine = """
        work=$1 uki=$2 cmdline=$3 key=$4 certificate=$5
        python3 - "$uki" "$work" <<'PYTHON'
        import pefile, sys
        image = pefile.PE(sys.argv[1], fast_load=True)
        for section in image.sections:
            name = section.Name.rstrip(b"\0").decode()
            if name in (".linux", ".initrd", ".osrel", ".uname", ".cmdline"):
                open(sys.argv[2] + "/" + name[1:], "wb").write(section.get_data()[:section.Misc_VirtualSize])
        PYTHON
        ukify build --linux="$work/linux" --initrd="$work/initrd" --os-release=@"$work/osrel" --uname="$(cat "$work/uname")" \
            --cmdline="$(tr -d '\0' < "$work/cmdline") $cmdline" --output="$uki.new"
        sbsign --key "$key" --cert "$certificate" --output "$uki" "$uki.new"
        rm "$uki.new"
        """;

    private readonly ScratchDirectory scratch = ScratchDirectory.Create();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> built = new(StringComparer.Ordinal);
    private readonly Workspace clone;

    private TrialReleases(Workspace clone)
    {
        this.clone = clone;
        Machines = new EmulatorTree(Path.Combine(clone.Output, "trees", "machines"));
        Tools = new EmulatorTree(Path.Combine(clone.Output, "trees", "tools"));
    }

    /// <summary>The site: that of the clone, with a section <c>upgrades</c> of its own if the clone's has none, and Secure Boot.</summary>
    public Site Site => SiteFile.Load(Config).Site ?? throw new InvalidOperationException($"{Config} has mistakes.");

    /// <summary>Where QEMU comes from.</summary>
    public EmulatorTree Machines { get; }

    /// <summary>Where file systems and UKIs are made.</summary>
    public EmulatorTree Tools { get; }

    /// <summary>The site's file.</summary>
    public string Config => scratch.File("mwan.yaml");

    private SigningKeys Keys => new(scratch.File("keys"));

    /// <summary>Builds <see cref="First"/> and <see cref="Second"/>.</summary>
    /// <param name="clone">The clone, whose trees of tools have been made.</param>
    /// <param name="gate">How long a gate waits, if the clone's site does not say so: in each try of each image that does not pass it.</param>
    public static async Task<TrialReleases> MakeAsync(Workspace clone, TimeSpan gate)
    {
        ArgumentNullException.ThrowIfNull(clone);
        TrialReleases releases = new(clone);
        try
        {
            await File.WriteAllTextAsync(releases.Config, SiteOf(clone.Config, gate));
            releases.Keys.Make();
            await releases.Keys.SecureBoot.MakeAsync(new Sandbox(releases.Tools.Root), CancellationToken.None);
            foreach (string version in new[] { First, Second })
            {
                _ = await releases.BuiltAsync(version);
            }

            return releases;
        }
        catch
        {
            await releases.DisposeAsync();
            throw;
        }
    }

    /// <summary>The image of a version, a qcow2 file; never written.</summary>
    public string Image(string version) => Path.Combine(Output(version), ArtifactNames.Image(version));

    /// <summary>The release of a version, a directory.</summary>
    public string Payload(string version) => Path.Combine(Output(version), ArtifactNames.Payload(version));

    /// <summary>A release whose kernel is told something more.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="commandLine">What is added to its command line.</param>
    /// <param name="version">Its version.</param>
    /// <returns>Its directory.</returns>
    public Task<string> WithCommandLineAsync(string name, string commandLine, string version) => ChangedAsync(name, version, async directory =>
    {
        string work = Directory.CreateDirectory(scratch.File($"{name}.uki")).FullName;
        string uki = Directory.EnumerateFiles(directory, "*.efi").Single();

        // Another python may come first in the path of who runs the tests.
        Command rebuild = Tools.Command("sh", "-euc", OtherCommandLine, "sh", work, uki, commandLine, Keys.SecureBoot.Key, Keys.SecureBoot.Certificate).WithEnvironment("PATH", "/usr/sbin:/usr/bin");
        _ = await rebuild.RunAsync(CancellationToken.None);
    });

    /// <summary>A release in which the content of one file is different from what it should be, although it was signed so.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="version">Its version.</param>
    /// <param name="change">Changes a file in the directory that it is given.</param>
    /// <param name="say">What its document says instead.</param>
    /// <returns>Its directory.</returns>
    public async Task<string> ChangedAsync(string name, string version, Func<string, Task> change, Func<ReleaseDocument, ReleaseDocument>? say = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        _ = await BuiltAsync(version);
        string directory = scratch.File(name);
        Copy(Payload(version), directory);
        await change(directory);
        await SignAsync(directory, say ?? (static document => document));
        return directory;
    }

    /// <summary>The release of a version in which each WAN is looked for in a VLAN that it is not in.</summary>
    /// <returns>Its directory.</returns>
    public async Task<string> WithoutWansAsync(string version)
    {
        string file = scratch.File($"{version}.yaml");
        string site = await File.ReadAllTextAsync(Config);
        int wans = site.IndexOf("\nwans:", StringComparison.Ordinal) + 1;
        Match next = WansEnd().Match(site[wans..]);
        int end = next.Success ? wans + next.Index : site.Length;
        string astray = site[..wans] + Interface().Replace(Vlan().Replace(site[wans..end], ""), "$0\n    vlan: 99") + site[end..];
        if (astray == site)
        {
            throw new InvalidOperationException($"{clone.Config} has no WAN that can be led astray by a line.");
        }

        await File.WriteAllTextAsync(file, astray);
        _ = await BuildAsync(file, version);
        return Payload(version);
    }

    /// <summary>The releases of several versions.</summary>
    /// <returns>Their directories, by version.</returns>
    public async Task<IReadOnlyDictionary<string, string>> OfVersionsAsync(IEnumerable<string> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        Dictionary<string, string> directories = new(StringComparer.Ordinal);
        foreach (string version in versions)
        {
            _ = await BuiltAsync(version);
            directories.Add(version, Payload(version));
        }

        return directories;
    }

    /// <summary>A good release, <see cref="Second"/>, and some that fail.</summary>
    /// <returns>Their directories, by version.</returns>
    public async Task<IReadOnlyDictionary<string, string>> OfFaultsAsync(IEnumerable<ReleaseFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        Dictionary<string, string> directories = new(StringComparer.Ordinal) { [Second] = Payload(Second) };
        foreach (ReleaseFault fault in faults)
        {
            directories.Add(fault.Version, await fault.MakeAsync(this, fault.Version));
        }

        return directories;
    }

    /// <summary>Several releases side by side.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="directories">The directories of releases, by the name that each gets.</param>
    /// <returns>A directory with one of each name.</returns>
    public string Together(string name, IReadOnlyDictionary<string, string> directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        string together = scratch.File(name);
        foreach ((string release, string directory) in directories)
        {
            Copy(directory, Path.Combine(together, release));
        }

        return together;
    }

    /// <summary>A whole build, image and release, that fails in a way that is in its UKI.</summary>
    /// <returns>Its output directory.</returns>
    public async Task<string> OutputAsync(ReleaseFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string payload = ArtifactNames.Payload(fault.Version);
        string release = await fault.MakeAsync(this, fault.Version);
        string output = scratch.File($"{fault.Name}.output");
        Copy(release, Path.Combine(output, payload));
        File.Copy(Path.Combine(Output(fault.Version), ArtifactNames.Manifest), Path.Combine(output, ArtifactNames.Manifest));

        // The EFI system partition is the first, at 1 MiB.
        string raw = scratch.File($"{fault.Name}.raw");
        string image = Path.Combine(output, ArtifactNames.Image(fault.Version));
        string uki = Directory.EnumerateFiles(release, "*.efi").Single();
        _ = await Machines.Command("qemu-img", "convert", "-f", "qcow2", "-O", "raw", Image(fault.Version), raw).RunAsync(CancellationToken.None);
        _ = await Tools.Command("mcopy", "-o", "-i", $"{raw}@@1M", uki, $"::/EFI/Linux/{Path.GetFileName(uki)}").RunAsync(CancellationToken.None);
        _ = await Machines.Command("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, image).RunAsync(CancellationToken.None);
        File.Delete(raw);
        return output;
    }

    /// <summary>What a web server serves (<see cref="ReleaseSite"/>), with <see cref="Second"/> in the channel of the site.</summary>
    /// <returns>Its directory.</returns>
    public string Publish()
    {
        string directory = Directory.CreateDirectory(scratch.File("release")).FullName;
        _ = new ReleaseSite(directory, Keys).Publish(Payload(Second), Site.Appliance.HostName, Second, Site.Upgrades.Channel);
        return directory;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => scratch.DisposeAsync();

    [GeneratedRegex(@"\n(?=[a-z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WansEnd();

    [GeneratedRegex(@"^    interface: .*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interface();

    [GeneratedRegex(@"^  secureBoot: .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecureBoot();

    [GeneratedRegex(@"^    vlan: .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Vlan();

    private static string SiteOf(string config, TimeSpan gate)
    {
        string site = File.ReadAllText(config);
        if (SiteFile.Load(config).Site is { Proxmox: not { SecureBoot: true } })
        {
            string plain = SecureBoot().Replace(site, "");
            site = plain.Replace("\nproxmox:\n", "\nproxmox:\n  secureBoot: true\n", StringComparison.Ordinal);
            if (site == plain)
            {
                throw new InvalidOperationException($"{config} has no section 'proxmox:' of its own lines, where secureBoot would be put.");
            }
        }

        // The timer is there, and does not disturb.
        string upgrades = string.Create(CultureInfo.InvariantCulture, $"\nupgrades:\n  source: {Source}\n  checkEvery: 365d\n  gateDeadline: {gate.TotalSeconds:0}s\n");
        return site.Contains("\nupgrades:", StringComparison.Ordinal) ? site : site + upgrades;
    }

    private static void Copy(string from, string to)
    {
        string target = Directory.CreateDirectory(to).FullName;
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    // Whoever wants a version first has it built, and the others wait for it.
    private Task<string> BuiltAsync(string version) => built.GetOrAdd(version, name => new Lazy<Task<string>>(() => BuildAsync(Config, name))).Value;

    private Task<string> BuildAsync(string config, string version) => Command
        .Of("dotnet", Path.Combine(AppContext.BaseDirectory, "Mwan.Build.dll"), "image", $"--config={config}", $"--output={Output(version)}", $"--image-version={version}")
        .In(clone.Root)
        .WithEnvironment("MWAN_KEYS", scratch.File("keys"))
        .RunAsync(CancellationToken.None);

    private string Output(string version) => scratch.File(version);

    private async Task SignAsync(string directory, Func<ReleaseDocument, ReleaseDocument> say)
    {
        string file = Path.Combine(directory, ReleaseDocument.FileName);
        if (!ReleaseDocument.TryRead(await File.ReadAllBytesAsync(file), out ReleaseDocument? document, out string? problem))
        {
            throw new InvalidOperationException(problem);
        }

        List<ReleaseFile> files = [];
        foreach (ReleaseFile old in document.Files)
        {
            byte[] content = await File.ReadAllBytesAsync(Path.Combine(directory, old.Name));
            files.Add(new ReleaseFile(old.Name, content.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))));
        }

        byte[] signed = ReleaseDocument.Write(say(document with { Files = files }));
        await File.WriteAllBytesAsync(file, signed);
        await File.WriteAllBytesAsync(Path.Combine(directory, ReleaseDocument.SignatureName), Keys.Sign(signed)!);
    }
}
