using System.Globalization;

namespace Mwan.Config;

/// <summary>One finding about a site file: where, about what, and what to do.</summary>
/// <param name="Severity">Error or warning.</param>
/// <param name="File">The file as the user named it.</param>
/// <param name="Place">Line and column.</param>
/// <param name="Path">The field, like <c>wans[1].mappings[2].internal</c>; empty for the file as a whole.</param>
/// <param name="Message">A sentence without a full stop.</param>
public sealed record Diagnostic(Severity Severity, string File, Place Place, string Path, string Message)
{
    /// <summary>The form that compilers use and editors jump to: <c>FILE:LINE:COLUMN: [warning: ]PATH: MESSAGE</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}:{Place.Line}:{Place.Column}: {(Severity is Severity.Warning ? "warning: " : "")}{(Path.Length is 0 ? "" : Path + ": ")}{Message}");
}
