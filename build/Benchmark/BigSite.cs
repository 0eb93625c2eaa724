using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>A site far larger than any that is known: 32 WANs, 1,000 mappings, 10,000 pinned prefixes.</summary>
public static class BigSite
{
    private const int Wans = 32;
    private const int Mappings = 1000;
    private const int Prefixes = 10_000;

    /// <summary>Made of a site whose first WAN is copied.</summary>
    public static Site Of(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return site with
        {
            Wans = [.. Enumerable.Range(0, Wans).Select(index => Wan(site.Wans[0], index))],
            Tunnels = [],
            Balance = site.Balance with
            {
                Pins =
                [
                    .. Enumerable.Range(0, Wans).Select(static index => new Pin
                    {
                        To = [.. Enumerable.Range(0, Prefixes).Where(prefix => prefix % Wans == index).Select(Pinned)],
                        From = [],
                        Ports = [],
                        Via = Name(index),
                        Strict = false,
                    }),
                ],
            },
        };
    }

    private static Wan Wan(Wan like, int index) => like with
    {
        Name = Name(index),
        Interface = Name(index),
        Vlan = null,
        Authentication = null,
        Mark = index + 1,
        Table = 1000 + index,
        StagingTable = 2000 + index,
        Mappings = [.. Enumerable.Range(0, Mappings).Where(mapping => mapping % Wans == index).Select(static mapping => new Mapping(Address(10, mapping), Address(100, mapping)))],
    };

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"wan{index}");

    // Not beside each other, so that the kernel cannot merge them.
    private static IPNetwork Pinned(int prefix) => new(new IPAddress([20, (byte)(prefix / 128), (byte)(prefix % 128 * 2), 0]), 24);

    private static IPAddress Address(byte first, int number) => new([first, 0, (byte)(number / 256), (byte)(number % 256)]);
}
