using System.Net;

namespace Mwan.Build.Lab;

/// <summary>An IP packet as it was on a WAN's cable.</summary>
/// <param name="Time">The world's clock, in seconds.</param>
/// <param name="FromRouter">Whether the router sent it.</param>
/// <param name="Source">Its source.</param>
/// <param name="Destination">Its destination.</param>
/// <param name="Protocol">The protocol above IP (IANA "Protocol Numbers"); IPv6 extension headers are passed over.</param>
/// <param name="SourcePort">Of TCP and UDP; otherwise, and in a fragment that is not the first, 0.</param>
/// <param name="DestinationPort">Likewise.</param>
/// <param name="Opens">The sequence number of a TCP segment that opens a connection (SYN without ACK); null: it does not.</param>
public sealed record CapturedPacket(
    double Time, bool FromRouter, IPAddress Source, IPAddress Destination, int Protocol, int SourcePort, int DestinationPort, uint? Opens)
{
    /// <summary>Whether it is a TCP segment that ends its connection at once (RST).</summary>
    public bool Resets { get; init; }

    /// <summary>ICMP.</summary>
    public const int Icmp = 1;

    /// <summary>TCP.</summary>
    public const int Tcp = 6;

    /// <summary>UDP.</summary>
    public const int Udp = 17;

    /// <summary>ICMPv6.</summary>
    public const int Icmpv6 = 58;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Time:0.000} {Source} port {SourcePort} to {Destination} port {DestinationPort}, protocol {Protocol}");
}
