using System.Net.NetworkInformation;

namespace Mwan.Build.Lab;

/// <summary>What was on the cables of all WANs, read bit by bit.</summary>
/// <param name="lab">The lab.</param>
public sealed class LabCapture(RunningLab lab)
{
    /// <summary>Bytes kept of each packet: enough for the headers of two packets, one in the other.</summary>
    internal const int Length = 128;

    private readonly IReadOnlyList<(LabIsp Isp, CaptureReader Reader)> readers =
        [.. lab.Network.Isps.Select(static isp => (isp, new CaptureReader(PhysicalAddress.Parse(LabNetwork.MacOf(isp.Index + 1)))))];

    /// <summary>The file in the world.</summary>
    internal static string FileOf(LabIsp isp) => $"/run/world/{isp.Wan.Name}.pcap";

    /// <summary>What came since the last call, by WAN, in order of time.</summary>
    public async Task<IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>>> ReadAsync()
    {
        Dictionary<LabIsp, IReadOnlyList<CapturedPacket>> packets = [];
        foreach ((LabIsp isp, CaptureReader reader) in readers)
        {
            packets[isp] = reader.Read(await lab.World.Guest.ReadFileAsync(FileOf(isp), reader.Position));
        }

        return packets;
    }
}
