using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Status;

/// <summary>Says what is translated at each member, and whether it works. Pure.</summary>
internal static class Translations
{
    /// <summary>The same report with it.</summary>
    public static StatusReport Add(StatusReport report, Site site)
    {
        IReadOnlyList<Member> members = Members.Of(site, report.World);
        return report with
        {
            Mappings = [.. members.SelectMany(member => (member.Wan?.Mappings ?? []).Select(mapping =>
                new MappingState(member.Name, mapping.Internal, mapping.External, Obstacle(member, mapping, report.World))))],
            Prefixes = [.. members.Where(member => member.Translation is not null).Select(member => Of(member, member.Translation!, site))],
        };
    }

    private static PrefixState Of(Member member, Translation translation, Site site) =>
        new(member.Name, translation.Internal, translation.External, translation.Edge, translation.Internal != site.Lan.Prefix);

    private static string? Obstacle(Member member, Mapping mapping, World world)
    {
        if (member.Ipv4.Obstacle is { } obstacle)
        {
            return obstacle;
        }

        Device? device = world.Links.FirstOrDefault(link => link.Interface == member.Interface)?.Device;
        return device is not null && Has(device.Duplicates, mapping.External) ? "another host on the link has the address too"
            : member.Wan is { MappingsOnLink: true } && device is not null && !Has(device.Addresses, mapping.External) ? $"{member.Interface} does not have the address: see networkctl status {member.Interface}"
            : member.Ipv4.Verdict == Verdict.Unhealthy ? $"{member.Name} is unhealthy"
            : null;
    }

    private static bool Has(IReadOnlyList<string> addresses, IPAddress address) =>
        addresses.Any(text => text.StartsWith($"{address}/", StringComparison.Ordinal));
}
