using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace Mwan.Build.Render;

/// <summary><see cref="ITemplates"/> with Handlebars (handlebarsjs.com). The only file that knows it.</summary>
public sealed partial class HandlebarsTemplates : ITemplates
{
    private readonly IHandlebars engine = Handlebars.Create(new HandlebarsConfiguration
    {
        NoEscape = true,
        ThrowOnUnresolvedBindingExpression = true,
    });

    /// <inheritdoc/>
    public string Render(string name, string text, IReadOnlyDictionary<string, object?> context)
    {
        try
        {
            return engine.Compile(text)(context);
        }
        catch (HandlebarsDotNet.Compiler.HandlebarsUndefinedBindingException mistake)
        {
            string lines = string.Join(", ", LinesThatName(text, mistake.MissingKey));
            throw new RenderException($"{name}:{lines}: there is no '{mistake.Path}' here: '{mistake.MissingKey}' is unknown.", mistake);
        }
        catch (HandlebarsException mistake)
        {
            throw new RenderException($"{name}: {WhiteSpace().Replace(mistake.Message, " ").Trim()}", mistake);
        }
    }

    private static IEnumerable<int> LinesThatName(string text, string key)
    {
        Regex expression = new($@"\{{\{{[^}}]*(?<![\w]){Regex.Escape(key)}(?![\w])", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return text.Split('\n').Select((line, index) => (line, number: index + 1)).Where(l => expression.IsMatch(l.line)).Select(l => l.number);
    }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
