using System.Globalization;

namespace Mwan.Build.Machines;

/// <summary>NICs as arguments of QEMU.</summary>
internal static class NicArguments
{
    /// <summary>The NIC and its backend.</summary>
    public static IEnumerable<string> Render(Nic nic) => [.. Backend(nic.Backend, nic.Port.Name), .. QemuCommandLine.Device(Device(nic))];

    /// <summary>The NIC alone: its driver and properties, separated by commas that none of them contains.</summary>
    public static string Device(Nic nic)
    {
        string model = nic.Model switch
        {
            NicModel.Virtio => "virtio-net-pci",
            NicModel.Igb => "igb",
            _ => "e1000e",
        };
        return $"{model},mac={nic.Mac},netdev={nic.Port.Name},{ProxmoxTopology.AddressOf(nic.Port)},id={nic.Port.Name}";
    }

    private static IEnumerable<string> Backend(NicBackend backend, string id) => backend switch
    {
        UserBackend user => ["-netdev", $"user,id={id},restrict=on{string.Concat(user.Forwards.Select(Forward))}"],
        StreamBackend { Listen: true } stream => ["-netdev", $"stream,id={id},server=on,addr.type=unix,addr.path={QemuCommandLine.Escape(stream.Socket)}"],
        StreamBackend stream => ["-netdev", $"stream,id={id},server=off,addr.type=unix,addr.path={QemuCommandLine.Escape(stream.Socket)}"],
        DatagramBackend datagram =>
        [
            "-netdev",
            $"dgram,id={id},local.type=unix,local.path={QemuCommandLine.Escape(datagram.Local)},remote.type=unix,remote.path={QemuCommandLine.Escape(datagram.Remote)}",
        ],
        HubBackend hub => Hub(hub, id),

        // A hub whose other port is nobody's: the link is up, and frames are dropped. With one port alone the guest would wait to send.
        _ => ["-netdev", $"hubport,id={id},hubid={HubNumber(id)}", "-netdev", $"hubport,id={id}nobody,hubid={HubNumber(id)}"],
    };

    private static IEnumerable<string> Hub(HubBackend hub, string id)
    {
        int number = HubNumber(id);
        IEnumerable<string> members = hub.Members.SelectMany((member, index) =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{id}m{index}");
            return Backend(member, name).Concat(["-netdev", string.Create(CultureInfo.InvariantCulture, $"hubport,id={name}p,hubid={number},netdev={name}")]);
        });
        return [.. members, "-netdev", string.Create(CultureInfo.InvariantCulture, $"hubport,id={id},hubid={number}")];
    }

    private static int HubNumber(string id)
    {
        Config.Port port = new(id);
        return (port.IsPassthrough ? 100 : 0) + port.Index;
    }

    private static string Forward(HostForward forward) =>
        string.Create(CultureInfo.InvariantCulture, $",hostfwd=tcp:127.0.0.1:{forward.HostPort}-:{forward.GuestPort}");
}
