using System.Net.Sockets;

namespace Mwan.Agent.Health.Probes;

/// <summary>What an error of a socket says about the member.</summary>
internal static class Refusal
{
    /// <summary>What is said of a target that is silent.</summary>
    public const string Silence = "no answer in time";

    /// <summary>There is no source address.</summary>
    public const string NoAddress = "the interface has no address";

    /// <summary>Before the question went out: the kernel's own doing, except for a refusal that came back at once.</summary>
    public static ProbeResult BeforeSending(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused or SocketError.ConnectionReset => AfterSending(exception),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => ProbeResult.CannotProbe("the member's table has no route"),

        // SO_BINDTODEVICE answers ENODEV, for which .NET has no name.
        SocketError.SocketError => ProbeResult.CannotProbe("the interface does not exist"),
        _ => ProbeResult.CannotProbe(Local(exception)),
    };

    /// <summary>After that: somebody on the way said no, nobody said anything in time, or the interface went.</summary>
    public static ProbeResult AfterSending(SocketError error) => AfterSending(new SocketException((int)error));

    private static ProbeResult AfterSending(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.OperationAborted => ProbeResult.NoAnswer(Silence),
        SocketError.NetworkDown or SocketError.AccessDenied => ProbeResult.CannotProbe(Local(exception)),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => ProbeResult.NoAnswer("unreachable"),
        SocketError.ConnectionRefused => ProbeResult.NoAnswer("refused"),
        SocketError.ConnectionReset => ProbeResult.NoAnswer("reset"),
        _ => ProbeResult.NoAnswer(exception.Message),
    };

    private static string Local(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.NetworkDown => "the interface is down",
        SocketError.AddressNotAvailable => NoAddress,
        SocketError.AccessDenied => "the kernel forbids it: root and an open firewall are needed",
        _ => $"the kernel refuses: {exception.Message}",
    };
}
