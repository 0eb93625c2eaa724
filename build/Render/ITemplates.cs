namespace Mwan.Build.Render;

/// <summary>A template language. Strict: what the context does not have is an error, never an empty string.</summary>
public interface ITemplates
{
    /// <summary>Fills in <paramref name="text"/>, without any escaping.</summary>
    /// <param name="name">The template's name in errors.</param>
    /// <param name="text">The template.</param>
    /// <param name="context">Nested dictionaries and lists, keyed by name.</param>
    /// <exception cref="RenderException">The template does not parse, or names a variable that the context lacks.</exception>
    public string Render(string name, string text, IReadOnlyDictionary<string, object?> context);
}
