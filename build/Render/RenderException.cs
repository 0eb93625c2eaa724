namespace Mwan.Build.Render;

/// <summary>Templates that cannot be rendered. The message has one sentence with file and line per mistake.</summary>
public sealed class RenderException : Exception
{
    /// <summary>No mistake named.</summary>
    public RenderException()
        : this([])
    {
    }

    /// <summary>One mistake.</summary>
    public RenderException(string message)
        : this([message])
    {
    }

    /// <summary>One mistake and what showed it.</summary>
    public RenderException(string message, Exception innerException)
        : base(message, innerException) => Mistakes = [message];

    /// <summary>All mistakes of a rendering.</summary>
    public RenderException(IReadOnlyList<string> mistakes)
        : base(string.Join(Environment.NewLine, mistakes)) => Mistakes = mistakes;

    /// <summary>One sentence per mistake.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
