namespace Mwan.Tests.Image.Render;

/// <summary>The lines that a program printed, from whichever thread they come.</summary>
internal sealed class Transcript
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(string line)
    {
        lock (gate)
        {
            lines.Add(line);
        }
    }
}
