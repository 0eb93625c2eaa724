using System.Text.Json;
using System.Text.Json.Serialization;
using Mwan.Build.Steps;

namespace Mwan.Build.Artifacts;

/// <summary>What the image is and what it is made of.</summary>
public sealed record Manifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Always <c>mwan</c>.</summary>
    public string Name { get; init; } = "mwan";

    /// <summary>Version of the image.</summary>
    public required string Version { get; init; }

    /// <summary>Host name of the site.</summary>
    public required string Appliance { get; init; }

    /// <summary>Commit that it was built from.</summary>
    public required string Commit { get; init; }

    /// <summary>SHA-256 of the resolved site.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Time stamp of its files (SOURCE_DATE_EPOCH), from the lock.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Release of the kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>Root hash of dm-verity.</summary>
    public required string RootHash { get; init; }

    /// <summary>Ingredients, sorted by kind and name.</summary>
    public required IReadOnlyList<ManifestPackage> Packages { get; init; }

    /// <summary>Collects what a finished build is made of.</summary>
    public static Manifest Of(BuildContext context, BuiltImage built, Release release, string appliance) => new()
    {
        Version = release.Version,
        Appliance = appliance,
        Commit = release.Commit,
        ConfigHash = release.ConfigHash,
        Date = context.Lock.Date,
        Kernel = KernelTree.Release(built.Kernel),
        RootHash = File.ReadAllText(Path.Combine(built.Slot, "roothash")).Trim(),
        Packages = [.. Debs(context, built), .. NuGetPackages.Of($"{built.Agent}.deps.json")],
    };

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    private static IEnumerable<ManifestPackage> Debs(BuildContext context, BuiltImage built)
    {
        string root = Path.Combine(built.DebianRoot, "root");
        var installed = DpkgStatus.Read(Path.Combine(built.DebianRoot, "status")).Select(static fields => fields["Package"]).ToHashSet(StringComparer.Ordinal);
        return context.Lock.Set("root").Where(package => installed.Contains(package.Name)).Concat(context.Lock.Set("kernel"))
            .OrderBy(static package => package.Name, StringComparer.Ordinal)
            .Select(package => new ManifestPackage(
                package.Name,
                package.Version,
                package.Architecture,
                "deb",
                package.Sha256,
                package.Set == "kernel" ? "GPL-2.0-only" : Licence.Of(root, package.Name)));
    }
}
