namespace Mwan.Build.Proxmox;

/// <summary>Which image a template or a VM was made of: lines of its description, for people and for the next run.</summary>
/// <param name="Version">Version of the image.</param>
/// <param name="ConfigHash">Hash of the site that it was built for.</param>
/// <param name="Sha256">Checksum of its file.</param>
public sealed record ImageMark(string Version, string ConfigHash, string Sha256)
{
    /// <summary>That of a build.</summary>
    public static ImageMark Of(BuiltRelease built) => new(built.Version, built.ConfigHash, built.Sha256);

    /// <summary>Reads a description; null: it has no such lines.</summary>
    public static ImageMark? Parse(string description)
    {
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (string[] pair in description.Split('\n').Select(static line => line.Trim().Split(": ", 2)).Where(static pair => pair.Length == 2))
        {
            lines[pair[0]] = pair[1];
        }

        return lines.TryGetValue("image", out string? sum) && lines.TryGetValue("version", out string? version) ? new ImageMark(version, lines.GetValueOrDefault("config", ""), sum) : null;
    }

    /// <summary>The description of a template.</summary>
    public string Template(string appliance) => $"Template of the router {appliance}, made by mwan.\n\n{this}";

    /// <summary>The description of a VM.</summary>
    public string Vm(string appliance) => $"The router {appliance}, made by mwan from its file. What is changed here is drift: see --target=Status.\n\n{this}";

    /// <inheritdoc/>
    public override string ToString() => $"version: {Version}\n\nconfig: {ConfigHash}\n\nimage: {Sha256}";
}
