using System.Text.Json;

namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>Takes calls, one after the other, and answers each when it is done.</summary>
internal sealed class Door(StandIn host)
{
    private readonly Interference interference = new();
    private readonly Lock journal = new();

    /// <summary>Serves until it is cancelled.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        // For writing too: the pipe has no end while nobody calls.
        await using FileStream door = new(Places.Door, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        using StreamReader reader = new(door);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            _ = Task.Run(() => AnswerAsync(Call.Read(line)), cancellation);
        }
    }

    private async Task AnswerAsync(Call call)
    {
        Answer answer = new();
        bool isSession = call.Program == "session-begin";
        (int Step, Fate Fate)? next = isSession || call.Session is not null ? interference.Next() : null;
        switch (next?.Fate)
        {
            case Fate.CutBefore when isSession:
                answer.Code = 255;
                host.Connections.Cut(call.Caller);
                break;

            case Fate.CutBefore:
                host.Connections.Cut(call.Caller);
                await host.RunAsync(call, answer, session: null);
                break;

            case Fate.Killed:
                host.Connections.Kill(call.Caller);
                answer.Code = 255;
                break;

            case Fate.Refused:
                answer.Code = 255;
                answer.Warn("refused, as the test wants it");
                break;

            default:
                await host.RunAsync(call, answer, isSession ? $"{next!.Value.Step}" : null);
                break;
        }

        Note(call, answer, next?.Step, isSession, next?.Fate);
        if (next?.Fate == Fate.CutAfter)
        {
            host.Connections.Cut(call.Caller);
        }

        await answer.GiveAsync(call);
    }

    private void Note(Call call, Answer answer, int? step, bool isSession, Fate? fate)
    {
        JournalEntry entry = isSession
            ? new JournalEntry(step, "ssh", Guest: null, call.Arguments.Count == 3 ? [call.Arguments[2]] : [.. call.Arguments.Skip(1)], Code: null, "", fate is null or Fate.Done ? "" : $"{fate}")
            : new JournalEntry(step, call.Program, call.Guest, call.Arguments, answer.Code, answer.Output.ToString(), fate is null or Fate.Done ? answer.Errors.ToString() : $"{fate}");
        lock (journal)
        {
            File.AppendAllText(Places.Journal, JsonSerializer.Serialize(entry) + "\n");
        }
    }
}
