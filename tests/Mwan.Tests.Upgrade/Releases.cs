using System.Text.RegularExpressions;
using Mwan.Build;
using Mwan.Build.Artifacts;
using Mwan.Build.Machines;
using Mwan.Build.Processes;
using Mwan.Build.Signing;
using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Tests.Upgrade;

/// <summary>Images of one site with rising versions, signed with a key of this run, and releases that are made to fail.</summary>
internal sealed partial class Releases
{
    /// <summary>What every machine begins with.</summary>
    public const string First = "1.0.0";

    /// <summary>What it is upgraded to.</summary>
    public const string Second = "1.1.0";

    // A gate that is not passed is waited for in each try of each failing image.
    private const string Gate = """

        upgrades:
          gateDeadline: 60s

        """;

    // Takes a UKI apart (PE sections) and puts it together with another command line.
    private const string OtherCommandLine = """
        work=$1 uki=$2 cmdline=$3
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
        mv "$uki.new" "$uki"
        """;

    private static readonly Lazy<Task<Releases>> All = new(MakeAsync);
    private readonly ScratchDirectory scratch = ScratchDirectory.Create();

    private Releases()
    {
    }

    /// <summary>The site.</summary>
    public Site Site => SiteFile.Load(Config).Site ?? throw new InvalidOperationException($"{Config} has mistakes.");

    /// <summary>Where QEMU comes from.</summary>
    public EmulatorTree Machines { get; } = EmulatorTree.FromEnvironment();

    /// <summary>Where file systems and UKIs are made.</summary>
    public EmulatorTree Tools { get; } = new(Path.Combine(Clone.Output, "trees/tools"));

    private static Workspace Clone => Workspace.Find(AppContext.BaseDirectory, Variable("MWAN_CONFIG"), Variable("MWAN_ARTIFACTS"));

    /// <summary>The site's file.</summary>
    public string Config => scratch.File("mwan.yaml");

    private SigningKeys Keys => new(scratch.File("keys"));

    /// <summary>Those of this run, which go with its process.</summary>
    public static Task<Releases> OfThisRunAsync() => All.Value;

    /// <summary>The image of a version, a qcow2 file; never written.</summary>
    public string Image(string version) => Path.Combine(Output(version), ArtifactNames.Image(version));

    /// <summary>The release of a version, a directory.</summary>
    public string Payload(string version) => Path.Combine(Output(version), ArtifactNames.Payload(version));

    /// <summary>A release like <see cref="Second"/> whose kernel is told something more.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="commandLine">What is added to its command line.</param>
    public Task<string> WithCommandLineAsync(string name, string commandLine) => ChangedAsync(name, async directory =>
    {
        string work = Directory.CreateDirectory(scratch.File($"{name}.uki")).FullName;
        string uki = Directory.EnumerateFiles(directory, "*.efi").Single();

        // Another python may come first in the path of who runs the tests.
        Command rebuild = Tools.Command("sh", "-euc", OtherCommandLine, "sh", work, uki, commandLine).WithEnvironment("PATH", "/usr/sbin:/usr/bin");
        _ = await rebuild.RunAsync(CancellationToken.None);
    });

    /// <summary>A release like <see cref="Second"/> in which the content of one file is different from what it should be, although it was signed so.</summary>
    /// <param name="name">A name of its own.</param>
    /// <param name="change">Changes a file in the directory that it is given.</param>
    /// <param name="say">What its document says instead.</param>
    /// <returns>Its directory.</returns>
    public async Task<string> ChangedAsync(string name, Func<string, Task> change, Func<ReleaseDocument, ReleaseDocument>? say = null)
    {
        string directory = Directory.CreateDirectory(scratch.File(name)).FullName;
        foreach (string file in Directory.EnumerateFiles(Payload(Second)))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }

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
            throw new InvalidOperationException($"{Clone.Config} has no WAN that can be led astray by a line.");
        }

        await File.WriteAllTextAsync(file, astray);
        _ = await BuildAsync(file, version);
        return Payload(version);
    }

    /// <summary>The releases of several versions.</summary>
    /// <returns>A directory with one of each version's name.</returns>
    public async Task<string> TogetherAsync(IEnumerable<string> versions)
    {
        string directory = scratch.File("together");
        foreach (string version in versions)
        {
            if (!Directory.Exists(Payload(version)))
            {
                _ = await BuildAsync(Config, version);
            }

            string target = Directory.CreateDirectory(Path.Combine(directory, version)).FullName;
            foreach (string file in Directory.EnumerateFiles(Payload(version)))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }

        return directory;
    }

    /// <summary>A directory as a file system that a machine can read.</summary>
    public async Task<string> DiskAsync(string directory, string file)
    {
        _ = await Tools.Command("mkfs.erofs", "--quiet", file, directory).RunAsync(CancellationToken.None);
        return file;
    }

    [GeneratedRegex(@"\n(?=[a-z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WansEnd();

    [GeneratedRegex(@"^    interface: .*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interface();

    [GeneratedRegex(@"^  secureBoot: .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecureBoot();

    [GeneratedRegex(@"^    vlan: .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Vlan();

    private static async Task<Releases> MakeAsync()
    {
        Releases releases = new();
        string site = await File.ReadAllTextAsync(Clone.Config);
        if (SiteFile.Load(Clone.Config).Site is { Proxmox: not { SecureBoot: true } })
        {
            string plain = SecureBoot().Replace(site, "");
            site = plain.Replace("\nproxmox:\n", "\nproxmox:\n  secureBoot: true\n", StringComparison.Ordinal);
            if (site == plain)
            {
                throw new InvalidOperationException($"{Clone.Config} has no section 'proxmox:' of its own lines, where secureBoot would be put.");
            }
        }

        await File.WriteAllTextAsync(releases.Config, site.Contains("\nupgrades:", StringComparison.Ordinal) ? site : site + Gate);
        releases.Keys.Make();
        await releases.Keys.SecureBoot.MakeAsync(new Sandbox(Path.Combine(Clone.Output, "trees/tools")), CancellationToken.None);
        foreach (string version in new[] { First, Second })
        {
            _ = await releases.BuildAsync(releases.Config, version);
        }

        return releases;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private Task<string> BuildAsync(string config, string version) => Command
        .Of("dotnet", Path.Combine(AppContext.BaseDirectory, "Mwan.Build.dll"), "image", $"--config={config}", $"--output={Output(version)}", $"--image-version={version}")
        .In(Clone.Root)
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
