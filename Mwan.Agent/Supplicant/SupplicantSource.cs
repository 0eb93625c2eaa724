using System.Net.Sockets;
using Mwan.Agent.Observation;
using Mwan.Agent.Supervision;

namespace Mwan.Agent.Supplicant;

/// <summary>
/// Keeps the state of one 802.1X port at hand. Runs beside the loop, which takes <see cref="Latest"/> and never waits: the supplicant
/// starts only when the certificate slot is complete, and may start again or hang.
/// </summary>
/// <param name="path">The supplicant's socket, see <see cref="Layout.SupplicantSockets"/>.</param>
/// <param name="name">The interface.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Called when <see cref="Latest"/> has news.</param>
internal sealed class SupplicantSource(string path, string name, TimeProvider time, Action changed)
{
    private readonly Sessions _sessions = new(TimeSpan.FromSeconds(10), time);
    private PortReport _latest = new(name, PortAuthorization.Unknown, "the supplicant has not been asked yet");
    private string? _failure;

    /// <summary>What is known now.</summary>
    public PortReport Latest => Volatile.Read(ref _latest);

    /// <summary>Time after which a command counts as unanswered.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time after which the supplicant is asked although no event came: its sockets do not tell that it died.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => _sessions.RunAsync(
        SessionAsync,
        exception => exception is SocketException,
        exception => Publish(new PortReport(name, PortAuthorization.Unknown, Sentence(exception))),
        cancellation);

    /// <summary>
    /// Authenticates from the beginning: LOGOFF, then LOGON. Not REAUTHENTICATE, which does nothing unless the supplicant believes to be
    /// authenticated, and then sends a bare EAPOL-Start that an authenticator with a dead session may ignore. The logoff makes both
    /// sides forget, and the logon starts at once instead of after the hold time. The port is closed for a moment: do this only where
    /// nothing passes anyway.
    /// </summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Why it could not be asked, as a sentence; null: it was.</returns>
    public async Task<string?> ReauthenticateAsync(CancellationToken cancellation)
    {
        try
        {
            return await _sessions.WithinAsync(Deadline, RestartAsync, cancellation);
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return $"The port {name} is not authenticated again: {Sentence(exception)}.";
        }
    }

    private async Task<string?> RestartAsync(CancellationToken cancellation)
    {
        using ControlSocket socket = new(path);

        // Both before the first answer: a logoff without its logon would leave the port closed for good.
        await socket.SendAsync("LOGOFF", cancellation);
        await socket.SendAsync("LOGON", cancellation);
        string off = await socket.AnswerAsync(cancellation);
        string on = await socket.AnswerAsync(cancellation);
        return IsOk(off) && IsOk(on) ? null : $"The supplicant on {name} refuses to authenticate again.";
    }

    private async Task SessionAsync(CancellationToken cancellation)
    {
        using ControlSocket socket = new(path);
        _ = await _sessions.WithinAsync(Deadline, token => socket.AskAsync("ATTACH", token), cancellation);
        bool loggedOff = false;
        while (true)
        {
            SupplicantStatus status = SupplicantStatus.Parse(await _sessions.WithinAsync(Deadline, token => socket.AskAsync("STATUS", token), cancellation));
            while (socket.Events.TryDequeue(out SupplicantEvent? missed))
            {
                Remember(missed);
            }

            Publish(new PortReport(name, status.Port, status.Reason(_failure)));
            if (loggedOff && status.IsLoggedOff)
            {
                // An agent that ended amid a reauthentication left it so, and the supplicant never logs on by itself.
                _ = await _sessions.WithinAsync(Deadline, token => socket.AskAsync("LOGON", token), cancellation);
            }

            loggedOff = status.IsLoggedOff;
            if (await EventAsync(socket, cancellation) is { Kind: SupplicantEventKind.Ending })
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }
        }
    }

    private async Task<SupplicantEvent?> EventAsync(ControlSocket socket, CancellationToken cancellation)
    {
        SupplicantEvent? happened = await _sessions.ForAsync(Interval, socket.NextEventAsync, cancellation);
        if (happened is not null)
        {
            Remember(happened);
        }

        return happened;
    }

    // A success ends the story; the cause that is told before a failure is kept instead of the failure itself.
    private void Remember(SupplicantEvent happened) => _failure = happened.Kind switch
    {
        SupplicantEventKind.Success => null,
        SupplicantEventKind.Cause => happened.Failure,
        SupplicantEventKind.Failure => _failure ?? happened.Failure,
        _ => _failure,
    };

    private void Publish(PortReport report)
    {
        if (report != _latest)
        {
            Volatile.Write(ref _latest, report);
            changed();
        }
    }

    private static bool IsOk(string answer) => answer.StartsWith("OK", StringComparison.Ordinal);

    private static string Sentence(Exception exception) => exception is OperationCanceledException
        ? "the supplicant does not answer"
        : "the supplicant does not run: see mwan certs show and systemctl status 'supplicant@*'";
}
