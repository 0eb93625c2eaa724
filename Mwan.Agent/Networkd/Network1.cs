using Mwan.Agent.Networkd.Bus;

namespace Mwan.Agent.Networkd;

/// <summary>The methods and signals of networkd that are used, see org.freedesktop.network1(5).</summary>
internal static class Network1
{
    /// <summary>Signals that say "read again": a link or one of its DHCP clients changed its state.</summary>
    public const string PropertiesChanged =
        "type='signal',sender='org.freedesktop.network1',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'";

    /// <summary>Signals that say that networkd started or ended.</summary>
    public const string OwnerChanged =
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.freedesktop.network1'";

    /// <summary>Name of the signal that <see cref="OwnerChanged"/> asks for.</summary>
    public const string OwnerChangedMember = "NameOwnerChanged";

    /// <summary>Everything about all interfaces, as JSON.</summary>
    public static MethodCall Describe { get; } = Manager("Describe");

    /// <summary>Number of an interface.</summary>
    public static MethodCall GetLinkByName(string name) => Manager("GetLinkByName") with { Argument = name };

    /// <summary>Asks the DHCPv4 server to renew a lease; without a lease networkd does nothing.</summary>
    public static MethodCall RenewLink(int index) => Manager("RenewLink") with { Argument = index };

    /// <summary>Starts over with an interface, its DHCP clients included.</summary>
    public static MethodCall ReconfigureLink(int index) => Manager("ReconfigureLink") with { Argument = index };

    private static MethodCall Manager(string member) =>
        new("org.freedesktop.network1", "/org/freedesktop/network1", "org.freedesktop.network1.Manager", member);
}
