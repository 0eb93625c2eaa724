using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Health.Probes;

/// <summary>What an error of a socket says about the member.</summary>
internal static class Refusal
{
    /// <summary>There is no source address.</summary>
    public const string NoAddress = "the interface has no address";

    private const int EPERM = 1;
    private const int EACCES = 13;
    private const int ENODEV = 19;
    private const int EADDRNOTAVAIL = 99;
    private const int ENETDOWN = 100;
    private const int ENETUNREACH = 101;
    private const int EHOSTUNREACH = 113;

    /// <summary>Before the question went out: the kernel's own doing, except for a refusal that came back at once.</summary>
    public static ProbeResult BeforeSending(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused or SocketError.ConnectionReset => AfterSending(exception),
        _ => ProbeResult.CannotProbe(Local(exception.NativeErrorCode)),
    };

    /// <summary>After that: somebody on the way said no, or the interface went.</summary>
    public static ProbeResult AfterSending(SocketException exception) => exception.NativeErrorCode switch
    {
        ENODEV or ENETDOWN or EPERM or EACCES => ProbeResult.CannotProbe(Local(exception.NativeErrorCode)),
        ENETUNREACH or EHOSTUNREACH => ProbeResult.NoAnswer("unreachable"),
        _ => ProbeResult.NoAnswer(exception.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "refused",
            SocketError.ConnectionReset => "reset",
            _ => Words(exception.NativeErrorCode),
        }),
    };

    private static string Local(int error) => error switch
    {
        ENODEV => "the interface does not exist",
        ENETDOWN => "the interface is down",
        EADDRNOTAVAIL => NoAddress,
        ENETUNREACH or EHOSTUNREACH => "the member's table has no route",
        EPERM or EACCES => "the kernel forbids it: root and an open firewall are needed",
        _ => $"the kernel refuses: {Words(error)}",
    };

    private static string Words(int error)
    {
        string words = Marshal.GetPInvokeErrorMessage(error);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{words} (errno {error})");
    }
}
