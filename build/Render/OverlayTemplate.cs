using System.Text.RegularExpressions;

namespace Mwan.Build.Render;

/// <summary>
/// The content of an <c>.hbs</c> file. A first line <c>{{!-- when PATH --}}</c> says that the file exists only where PATH is true,
/// set or not empty.
/// </summary>
internal static partial class OverlayTemplate
{
    /// <summary>The rendered content, or null where the file does not exist for this context.</summary>
    /// <exception cref="RenderException">The template does not parse or names an unknown variable.</exception>
    public static string? Render(ITemplates templates, string name, string text, Dictionary<string, object?> context)
    {
        Match when = When().Match(text);
        if (!when.Success)
        {
            return templates.Render(name, text, context);
        }

        string condition = $"{{{{#if {when.Groups["path"].Value}}}}}yes{{{{/if}}}}";
        // The condition's line stays while rendering, so that line numbers in errors are the file's.
        return templates.Render(name, condition, context).Length == 0 ? null : templates.Render(name, text, context);
    }

    [GeneratedRegex(@"\A\{\{!-- when (?<path>[a-zA-Z0-9.]+) --\}\}\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex When();
}
