using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Mwan.Agent.Networkd;
using Mwan.Tests.Unit.Agent.Networkd;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>networkd as far as it tells of delegations: a double on a real socket, in the form of org.freedesktop.network1(5).</summary>
internal sealed class Networkd : IDisposable
{
    private readonly FakeBus _bus;
    private readonly ConcurrentDictionary<string, string> _prefixes = new(StringComparer.Ordinal);

    public Networkd(string root)
    {
        string path = Path.Combine(root, "run/dbus/system_bus_socket");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _bus = new FakeBus(path) { Hangs = false };
        foreach (Offer offer in Offer.All)
        {
            _prefixes[offer.Interface] = Prefix(offer.Delegation, "");
        }

        Tell();
    }

    /// <summary>From now on a WAN has this delegation and no other, and networkd says that something changed.</summary>
    public void Delegate(Offer offer, string prefix) => Tell(offer, Prefix(prefix, ""));

    /// <summary>The delegation of a WAN ends after a time, unless another is told.</summary>
    public void Promise(Offer offer, TimeSpan left)
    {
        long end = (long)(BootClock.Now() + left).TotalMicroseconds;
        Tell(offer, Prefix(offer.Delegation, string.Create(CultureInfo.InvariantCulture, $$""","PreferredLifetimeUSec":{{end}},"ValidLifetimeUSec":{{end}}""")));
    }

    public void Dispose() => _bus.Dispose();

    private void Tell(Offer offer, string prefixes)
    {
        _prefixes[offer.Interface] = prefixes;
        Tell();
        _bus.Signal("PropertiesChanged");
    }

    private void Tell() => _bus.Json =
        $$"""{"Interfaces":[{{string.Join(',', _prefixes.Select(entry => $$$"""{"Name":"{{{entry.Key}}}","DHCPv6Client":{"Prefixes":[{{{entry.Value}}}]}}"""))}}]}""";

    private static string Prefix(string text, string lifetimes)
    {
        IPNetwork prefix = IPNetwork.Parse(text);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"Prefix":[{{string.Join(',', prefix.BaseAddress.GetAddressBytes())}}],"PrefixLength":{{prefix.PrefixLength}}{{lifetimes}}}""");
    }
}
