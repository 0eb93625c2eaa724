using System.Net.NetworkInformation;

namespace Mwan.Build.Lab;

/// <summary>What was on the cables of all WANs, read bit by bit.</summary>
/// <param name="lab">The lab.</param>
/// <param name="directory">Where all that is read is kept for people, a file for each WAN; it exists.</param>
public sealed class LabCapture(RunningLab lab, string directory)
{
    /// <summary>Bytes kept of each packet: enough for the headers of two packets, one in the other.</summary>
    internal const int Length = 128;

    private readonly IReadOnlyList<(LabIsp Isp, CaptureReader Reader)> readers =
        [.. lab.Network.Isps.Select(static isp => (isp, ReaderOf(isp)))];

    private readonly HashSet<string> started = [];

    /// <summary>The file in the world.</summary>
    internal static string FileOf(LabIsp isp) => $"/run/world/{isp.Wan.Name}.pcap";

    /// <summary>What came since the last call, by WAN, in order of time.</summary>
    public async Task<IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>>> ReadAsync()
    {
        Dictionary<LabIsp, IReadOnlyList<CapturedPacket>> packets = [];
        foreach ((LabIsp isp, CaptureReader reader) in readers)
        {
            long position = reader.Position;
            byte[] content = await lab.World.Guest.ReadFileAsync(FileOf(isp), position);
            packets[isp] = reader.Read(content);
            await KeepAsync(isp, content.AsMemory(0, (int)(reader.Position - position)));
        }

        return packets;
    }

    /// <summary>All that came from a WAN so far and has been read.</summary>
    public async Task<IReadOnlyList<CapturedPacket>> HistoryAsync(LabIsp isp)
    {
        ArgumentNullException.ThrowIfNull(isp);
        CaptureReader reader = ReaderOf(isp);
        byte[] content = await File.ReadAllBytesAsync(KeptFileOf(isp));
        return reader.Read(content.AsSpan((int)reader.Position));
    }

    private static CaptureReader ReaderOf(LabIsp isp) => new(PhysicalAddress.Parse(LabNetwork.MacOf(isp.Index + 1)));

    private string KeptFileOf(LabIsp isp) => Path.Combine(directory, $"{isp.Wan.Name}.pcap");

    private async Task KeepAsync(LabIsp isp, ReadOnlyMemory<byte> packets)
    {
        string path = KeptFileOf(isp);
        bool begins = started.Add(path);
        await using FileStream file = new(path, begins ? FileMode.Create : FileMode.Append);
        if (begins)
        {
            await file.WriteAsync(CaptureReader.FileHeader(Length));
        }

        await file.WriteAsync(packets);
    }
}
