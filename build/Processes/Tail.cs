namespace Mwan.Build.Processes;

/// <summary>
/// The last lines of both streams of a program: what a person wants to see of one that failed. The streams are read side by side, so
/// that a long output can arrive after the one line of error that follows it; the stream with more lines gives way first.
/// </summary>
internal sealed class Tail
{
    private const int Lines = 25;
    private readonly List<(string Line, bool IsOutput)> lines = new(Lines + 1);
    private int output;

    public void Add(string line, bool isOutput)
    {
        lines.Add((line, isOutput));
        output += isOutput ? 1 : 0;
        if (lines.Count > Lines)
        {
            bool outputIsLonger = output * 2 > lines.Count;
            lines.RemoveAt(lines.FindIndex(l => l.IsOutput == outputIsLonger));
            output -= outputIsLonger ? 1 : 0;
        }
    }

    public override string ToString() => string.Join('\n', lines.Select(static l => l.Line));
}
