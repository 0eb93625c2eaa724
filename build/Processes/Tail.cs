namespace Mwan.Build.Processes;

/// <summary>The last lines of a stream: what a person wants to see of a program that failed.</summary>
internal sealed class Tail
{
    private const int Lines = 25;
    private readonly Queue<string> lines = new(Lines);

    public void Add(string line)
    {
        if (lines.Count == Lines)
        {
            lines.Dequeue();
        }

        lines.Enqueue(line);
    }

    public override string ToString() => string.Join('\n', lines);
}
