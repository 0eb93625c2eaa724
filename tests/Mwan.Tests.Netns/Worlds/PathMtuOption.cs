using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Path MTU discovery of a connected socket, ip(7) and ipv6(7); the numbers are of linux/in.h and linux/in6.h.</summary>
internal static class PathMtuOption
{
    private const int IPPROTO_IP = 0;
    private const int IPPROTO_IPV6 = 41;
    private const int IP_MTU_DISCOVER = 10;
    private const int IP_MTU = 14;
    private const int IPV6_MTU_DISCOVER = 23;
    private const int IPV6_MTU = 24;
    private const int PMTUDISC_DO = 2;

    /// <summary>What the kernel holds for the MTU of the path, bytes.</summary>
    public static int Read(Socket socket)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        bool ipv4 = socket.AddressFamily == AddressFamily.InterNetwork;
        _ = socket.GetRawSocketOption(ipv4 ? IPPROTO_IP : IPPROTO_IPV6, ipv4 ? IP_MTU : IPV6_MTU, value);
        return MemoryMarshal.Read<int>(value);
    }

    /// <summary>Asks for packets that are never fragmented.</summary>
    public static void Discover(Socket socket)
    {
        bool ipv4 = socket.AddressFamily == AddressFamily.InterNetwork;
        socket.SetRawSocketOption(ipv4 ? IPPROTO_IP : IPPROTO_IPV6, ipv4 ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, [PMTUDISC_DO, 0, 0, 0]);
    }
}
