using System.Text;
using System.Text.RegularExpressions;

namespace Mwan.Build.Machines;

/// <summary>Everything that a machine has written to its serial console.</summary>
public sealed class SerialConsole : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly Task reading;
    private readonly StringBuilder text = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SerialConsole(Stream stream)
    {
        this.stream = stream;
        reading = ReadAsync();
    }

    /// <summary>The text so far, control sequences included.</summary>
    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    /// <summary>Completes when the machine has gone and <see cref="Text"/> is whole.</summary>
    public Task Ended => reading;

    /// <summary>Types on the console.</summary>
    public async Task TypeAsync(string keys, CancellationToken cancellation = default) => await stream.WriteAsync(Encoding.UTF8.GetBytes(keys), cancellation);

    /// <summary>Waits until the text has a match, and returns it.</summary>
    /// <param name="pattern">What to look for, in the whole text.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="from">Where in the text to begin, e.g. the length before a reboot.</param>
    /// <exception cref="TimeoutException">None came by then, or the machine has gone; the message has the end of the text.</exception>
    public async Task<Match> WaitForAsync(Regex pattern, TimeSpan deadline, int from = 0)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        using CancellationTokenSource late = new(deadline);
        Task end = Task.Delay(Timeout.Infinite, late.Token);
        while (true)
        {
            // Before the look: what came last before the end must still be seen.
            bool ended = reading.IsCompleted;
            Task next;
            string now;
            lock (text)
            {
                next = changed.Task;
                now = text.ToString();
            }

            Match match = pattern.Match(now, Math.Min(from, now.Length));
            if (match.Success)
            {
                return match;
            }

            if (ended || await Task.WhenAny(next, reading, end) == end)
            {
                const int Shown = 3000;
                throw new TimeoutException($"The console shows no '{pattern}' within {deadline}. It ends:\n{now[^Math.Min(now.Length, Shown)..]}");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await reading;
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[4096];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and int count)
            {
                Append(characters.AsSpan(0, decoder.GetChars(buffer, 0, count, characters, 0)));
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The machine has gone; the text stays.
        }
    }

    private void Append(ReadOnlySpan<char> more)
    {
        TaskCompletionSource waiters;
        lock (text)
        {
            text.Append(more);
            waiters = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
    }
}
