using System.Globalization;

namespace Mwan.Build.Machines;

/// <summary>Makes and changes disk files with <c>qemu-img(1)</c> and <c>qemu-io</c>.</summary>
/// <param name="tree">Where the programs come from.</param>
public sealed class DiskFiles(EmulatorTree tree)
{
    /// <summary>A qcow2 file that holds only what differs from <paramref name="baseFile"/>, which is never written.</summary>
    public Task OverlayAsync(string baseFile, DiskFormat baseFormat, string file) =>
        RunAsync("qemu-img", "create", "-q", "-f", "qcow2", "-F", Name(baseFormat), "-b", Path.GetFullPath(baseFile), file);

    /// <summary>An empty qcow2 file; it takes no room until it is written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Size of the disk.</param>
    public Task BlankAsync(string file, long bytes) =>
        RunAsync("qemu-img", "create", "-q", "-f", "qcow2", file, bytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Overwrites a range of the disk in a qcow2 file with one byte.</summary>
    public Task FillAsync(string file, long offset, int length, byte value) =>
        RunAsync("qemu-io", "-f", "qcow2", "-c", string.Create(CultureInfo.InvariantCulture, $"write -P {value} {offset} {length}"), file);

    /// <summary>Inverts one byte of the disk in a qcow2 file.</summary>
    public async Task FlipAsync(string file, long offset)
    {
        byte[] now = await ReadAsync(file, offset, 1);
        await FillAsync(file, offset, 1, (byte)~now[0]);
    }

    /// <summary>Bytes of the disk in a qcow2 file.</summary>
    public async Task<byte[]> ReadAsync(string file, long offset, int length)
    {
        string output = await RunAsync("qemu-io", "-r", "-f", "qcow2", "-c", string.Create(CultureInfo.InvariantCulture, $"read -v {offset} {length}"), file);
        return [.. output.Split('\n').SelectMany(HexDump).Take(length)];
    }

    /// <summary>The bytes of a line of <c>00000000:  4d 57 ...  MW</c>; none of any other line.</summary>
    private static IEnumerable<byte> HexDump(string line)
    {
        const int Address = 8;
        return line.Length > Address && line[Address] == ':'
            ? line[(Address + 1)..].Split("  ", StringSplitOptions.RemoveEmptyEntries)[0]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => byte.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            : [];
    }

    private static string Name(DiskFormat format) => format == DiskFormat.Raw ? "raw" : "qcow2";

    private Task<string> RunAsync(string program, params string[] arguments) => tree.Command(program, arguments).RunAsync(CancellationToken.None);
}
