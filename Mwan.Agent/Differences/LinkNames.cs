using System.Globalization;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Differences;

/// <summary>Names of interfaces by their numbers, as routes have them.</summary>
internal static class LinkNames
{
    /// <summary>The names in a world; a link that is not among its own keeps its number.</summary>
    public static Func<int, string> Of(World world) =>
        index => world.Links.FirstOrDefault(link => link.Device?.Index == index)?.Interface ?? Number(index);

    /// <summary>The names that the kernel has.</summary>
    public static Func<int, string> Of(NetworkSnapshot network) =>
        index => network.Links.FirstOrDefault(link => link.Index == index)?.Name ?? Number(index);

    private static string Number(int index) => string.Create(CultureInfo.InvariantCulture, $"if{index}");
}
