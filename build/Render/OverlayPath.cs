using System.Text.RegularExpressions;

namespace Mwan.Build.Render;

/// <summary>
/// The path of a file in the overlay. <c>{wan.interface}</c>, <c>{tunnel.name}</c> or <c>{link.port}</c> in it repeat the file for
/// every WAN, tunnel or NIC, which is then in the context under that word; any other <c>{path}</c> is looked up once.
/// </summary>
internal static partial class OverlayPath
{
    /// <summary>Every path that <paramref name="pattern"/> stands for, with the context to render its content in.</summary>
    /// <exception cref="RenderException">A variable in the path is unknown.</exception>
    public static IEnumerable<(string Path, Dictionary<string, object?> Context)> Expand(
        ITemplates templates, string pattern, Dictionary<string, object?> context)
    {
        string[] variables = [.. Variable().Matches(pattern).Select(match => match.Groups["path"].Value)];
        string asTemplate = Variable().Replace(pattern, "{{${path}}}");
        string? repeated = Repeated.FirstOrDefault(word => variables.Any(v => v.StartsWith(word + ".", StringComparison.Ordinal)));
        IEnumerable<Dictionary<string, object?>> contexts = repeated is null
            ? [context]
            : ((List<object?>)context[repeated + "s"]!).Select(item => new Dictionary<string, object?>(context, StringComparer.Ordinal) { [repeated] = item });
        return contexts.Select(each => (templates.Render(pattern, asTemplate, each), each));
    }

    private static readonly string[] Repeated = ["wan", "tunnel", "link"];

    [GeneratedRegex(@"\{(?<path>[a-zA-Z0-9.]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
