using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mwan.Build.Lab;

/// <summary>One line of <c>traffic.py</c>: how a connection fared.</summary>
/// <param name="IsNew">Whether it was opened for this one question; otherwise it stays open and asked once more.</param>
/// <param name="Family">The address family.</param>
/// <param name="Start">When it was opened or asked, by the world's clock, in seconds.</param>
/// <param name="End">When that was over.</param>
/// <param name="Seen">The caller's address as the service saw it, the last time that it answered; null: it never did.</param>
/// <param name="Failure">What went wrong; null: nothing.</param>
public sealed record TrafficEvent(bool IsNew, AddressFamily Family, double Start, double End, IPAddress? Seen, string? Failure)
{
    /// <summary>
    /// Whether it took so long that its first packet must have been lost: TCP repeats a SYN after a second (RFC 6298), and by then another
    /// WAN may answer.
    /// </summary>
    public bool Repeated => End - Start >= 1;

    /// <summary>Reads a line; null: it is none.</summary>
    public static TrafficEvent? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Split(' ', 6) is [var kind and ("new" or "kept"), var family, var start, var end, var seen, var reason]
            ? new TrafficEvent(
                kind == "new",
                family == "6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
                double.Parse(start, CultureInfo.InvariantCulture),
                double.Parse(end, CultureInfo.InvariantCulture),
                IPAddress.TryParse(seen, out IPAddress? address) ? address : null,
                reason.Length > 0 ? reason : null)
            : null;
    }
}
