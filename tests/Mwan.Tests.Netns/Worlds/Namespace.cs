using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>A network namespace of its own name, without any way out of the machine; gone after the test.</summary>
internal sealed partial class Namespace : IDisposable
{
    private const int NewNet = 0x40000000;

    public Namespace(string name)
    {
        Name = name;
        _ = Tool.Run("ip", ["netns", "add", name]);
        try
        {
            _ = Run(Prepare);
            Ip("link set lo up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    // As in the image's sysctl.d; no duplicate address detection, for it only takes time here.
    private static string[] Settings { get; } =
    [
        "ipv4/ip_forward=1", "ipv6/conf/all/forwarding=1", "ipv6/conf/default/forwarding=1",
        "ipv6/conf/all/accept_dad=0", "ipv6/conf/default/accept_dad=0",
        "ipv4/conf/all/rp_filter=0", "ipv4/conf/default/rp_filter=0",
        "netfilter/nf_conntrack_acct=1", "netfilter/nf_conntrack_timestamp=1",
        "ipv4/fwmark_reflect=1", "ipv6/fwmark_reflect=1", "ipv4/tcp_fwmark_accept=1",
        "ipv4/conf/all/ignore_routes_with_linkdown=1", "ipv4/conf/default/ignore_routes_with_linkdown=1",
        "ipv6/conf/all/ignore_routes_with_linkdown=1", "ipv6/conf/default/ignore_routes_with_linkdown=1",
        "unix/max_dgram_qlen=512",

        // Three thousand flows that a busy machine takes long to ask are still the same; a turn of Ports is longer.
        "netfilter/nf_conntrack_udp_timeout=60",
    ];

    /// <summary>Runs commands of ip(8), one a line.</summary>
    public void Ip(string commands) => _ = Tool.Run("ip", ["-n", Name, "-batch", "-"], commands + "\n");

    /// <summary>Runs commands of nft(8) as one transaction.</summary>
    public void Nft(string commands) => _ = Tool.Run("ip", ["netns", "exec", Name, "nft", "-f", "-"], commands + "\n");

    /// <summary>Runs a program inside.</summary>
    public string Execute(string program, params string[] arguments) => Tool.Run("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Runs code on a thread inside; sockets that it opens stay there.</summary>
    public T Run<T>(Func<T> code)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle own = File.OpenHandle($"/run/netns/{Name}");
                if (SetNamespace(own, NewNet) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }

                result = code();
            }
#pragma warning disable CA1031 // Thrown again where it was called from.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    public void Dispose() => _ = Tool.Run("ip", ["netns", "del", Name]);

    private static int Prepare()
    {
        foreach (string setting in Settings)
        {
            string[] parts = setting.Split('=');
            File.WriteAllText(Path.Combine("/proc/sys/net", parts[0]), parts[1]);
        }

        return Settings.Length;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int type);
}
