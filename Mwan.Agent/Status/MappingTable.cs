using System.Globalization;
using System.Net;
using System.Text;

namespace Mwan.Agent.Status;

/// <summary>The 1:1 mappings, neighbours of one state in one line. Pure.</summary>
internal static class MappingTable
{
    /// <summary>The table with an empty line before it; nothing when there are no mappings.</summary>
    /// <param name="mappings">The mappings.</param>
    /// <param name="width">Columns of the reader's terminal.</param>
    public static string Of(IReadOnlyList<MappingState> mappings, int width)
    {
        StringBuilder text = new();
        _ = mappings.Count == 0 ? text : text.Append(CultureInfo.InvariantCulture, $"\n{"MAPPING",-15} {"INTERNAL",-18} {"EXTERNAL",-20} STATE\n");
        int first = 0;
        while (first < mappings.Count)
        {
            int last = first;
            while (last + 1 < mappings.Count && Continues(mappings[last], mappings[last + 1]))
            {
                last++;
            }

            string state = mappings[first].Obstacle is { } obstacle ? $"DOES NOT WORK: {obstacle}" : first == last ? "works" : "all work";
            string start = $"{mappings[first].Wan,-15} {Range(mappings[first].Internal, mappings[last].Internal),-18} {Range(mappings[first].External, mappings[last].External),-20} ";
            LastColumn.Write(text, start, state, width);
            first = last + 1;
        }

        return text.ToString();
    }

    private static bool Continues(MappingState left, MappingState right) =>
        left.Wan == right.Wan && left.Obstacle == right.Obstacle && Follows(left.Internal, right.Internal) && Follows(left.External, right.External);

    private static bool Follows(IPAddress left, IPAddress right)
    {
        byte[] low = left.GetAddressBytes();
        byte[] high = right.GetAddressBytes();
        return low.AsSpan(0, low.Length - 1).SequenceEqual(high.AsSpan(0, high.Length - 1)) && high[^1] == low[^1] + 1;
    }

    // As the site's file writes it: the last number of the last address.
    private static string Range(IPAddress first, IPAddress last) =>
        first.Equals(last) ? first.ToString() : string.Create(CultureInfo.InvariantCulture, $"{first}-{last.GetAddressBytes()[^1]}");
}
