using System.Globalization;

namespace Mwan.Build.Proxmox;

/// <summary>A file that is copied to the host: what is there of it already is not sent again, and it has its name only when its checksum is right.</summary>
/// <param name="File">The file here.</param>
/// <param name="Target">Its path below the appliance's directory on the host.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">Its checksum.</param>
/// <param name="Directory">The appliance's directory on the host.</param>
public sealed record UploadStep(string File, string Target, long Size, string Sha256, string Directory) : Step($"copies {Path.GetFileName(Target)} to the host")
{
    /// <summary>What has come over so far.</summary>
    public string Part => $"{Target}.part";

    /// <inheritdoc/>
    public override string Shown => string.Create(CultureInfo.InvariantCulture, $"{Begin}\n{Append}\n# standard input: {Path.GetFileName(File)} ({Size} bytes), from the length on that was printed\n{Finish}");

    /// <summary>Prints how much of it is there.</summary>
    public string Begin => $"mkdir -p {Directory}/{Parent}\ncd {Directory}\n[ ! -e {Part} ] || stat -c %s {Part}";

    /// <summary>Appends standard input.</summary>
    public string Append => $"cat >> {Directory}/{Part}";

    /// <summary>Checks and names it. A part with another checksum is deleted: the next run sends all of it.</summary>
    public string Finish => $$"""
        cd {{Directory}}
        echo '{{Sha256}}  {{Part}}' | sha256sum --check --quiet - || { rm -f {{Part}}; exit 1; }
        mv {{Part}} {{Target}}
        echo '{{Sha256}}  {{Target}}' > {{Path.GetFileName(Target)}}.sha256
        """;

    private string Parent => Path.GetDirectoryName(Target) is { Length: > 0 } parent ? parent : ".";
}
