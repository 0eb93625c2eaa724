using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Image.Render;

/// <summary>The sites that everything is rendered for: the worked example and those of <c>tests/sites</c>.</summary>
internal static class Sites
{
    /// <summary>The worked example.</summary>
    public const string Example = "mwan";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Example, .. Directory.GetFiles(Clone.At("tests", "sites"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>All names, for theories.</summary>
    public static TheoryData<string> All => new(Names);

    /// <summary>Reads a site by name.</summary>
    public static Site Load(string name)
    {
        SiteReading reading = SiteFile.Load(name == Example ? Clone.At("mwan.yaml") : Clone.At("tests", "sites", $"{name}.yaml"));
        return reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
    }
}
