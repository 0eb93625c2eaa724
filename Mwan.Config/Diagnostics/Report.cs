using Mwan.Config.Description;

namespace Mwan.Config;

/// <summary>What was found so far in one file.</summary>
internal sealed class Report(string file)
{
    private readonly List<Diagnostic> found = [];

    public bool HasErrors => found.Exists(d => d.Severity is Severity.Error);

    public void Error(Place place, string path, string message) => Add(Severity.Error, place, path, message);

    public void Error(Item item, string message) => Add(Severity.Error, item.Place, item.Path, message);

    public void Warn(Item item, string message) => Add(Severity.Warning, item.Place, item.Path, message);

    /// <summary>In the order of the file, each finding once.</summary>
    public IReadOnlyList<Diagnostic> Findings() =>
        [.. found.Distinct().OrderBy(d => d.Place.Line).ThenBy(d => d.Place.Column).ThenBy(d => d.Severity)];

    private void Add(Severity severity, Place place, string path, string message) =>
        found.Add(new Diagnostic(severity, file, place, path, message));
}
