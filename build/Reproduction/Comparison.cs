using System.Globalization;
using System.Text.Json;
using Mwan.Build.Steps;

namespace Mwan.Build.Reproduction;

/// <summary>Compares two raw disks byte for byte and, where they differ, finds the partition and the files.</summary>
public static class Comparison
{
    private const int BlockSize = 1 << 20;

    // Files of the two trees by content, mode, owner and time; what one has and the other has not.
    private const string CompareTrees = """
        for side in a b; do
            cd "/mnt/trees/$side"
            find . -printf '%P %M %U:%G %s %T@ %l\n' | LC_ALL=C sort > "/mnt/trees/$side.list"
            find . -type f -exec sha256sum {} + | LC_ALL=C sort -k2 > "/mnt/trees/$side.sums"
        done
        diff /mnt/trees/a.list /mnt/trees/b.list || true
        diff /mnt/trees/a.sums /mnt/trees/b.sums || true
        """;

    /// <summary>One line a difference; empty: the disks are identical.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(BuildContext context, BuiltImage first, BuiltImage second, CancellationToken cancellationToken)
    {
        string a = Path.Combine(first.Disk, "disk.raw");
        string b = Path.Combine(second.Disk, "disk.raw");
        long[] offsets = [.. DifferingBlocks(a, b)];
        if (offsets.Length == 0)
        {
            return [];
        }

        var differences = new List<string>();
        if (new FileInfo(a).Length != new FileInfo(b).Length)
        {
            differences.Add($"the disks have {new FileInfo(a).Length} and {new FileInfo(b).Length} bytes");
        }

        using var partitions = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(first.Disk, "partitions.json"), cancellationToken));
        foreach (JsonElement partition in partitions.RootElement.EnumerateArray())
        {
            long start = partition.GetProperty("offset").GetInt64();
            long end = start + partition.GetProperty("raw_size").GetInt64();
            int count = offsets.Count(offset => offset + BlockSize > start && offset < end);
            if (count > 0)
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"partition {partition.GetProperty("file").GetString()}: {count} MiB differ"));
            }
        }

        if (differences.Count == 0)
        {
            differences.Add("the partition table differs");
        }

        differences.AddRange(await FilesAsync(context, "root file system", "fsck.erofs --extract=\"/mnt/trees/$1\" /mnt/$1/root.erofs > /dev/null", first.Slot, second.Slot, cancellationToken));
        differences.AddRange(await FilesAsync(context, "UKI", "mkdir \"/mnt/trees/$1\"; cp /mnt/$1/*.efi \"/mnt/trees/$1/\"", first.Disk, second.Disk, cancellationToken));
        return differences;
    }

    private static IEnumerable<long> DifferingBlocks(string a, string b)
    {
        using FileStream left = File.OpenRead(a);
        using FileStream right = File.OpenRead(b);
        byte[] leftBlock = new byte[BlockSize];
        byte[] rightBlock = new byte[BlockSize];
        for (long offset = 0; ; offset += BlockSize)
        {
            int leftRead = left.ReadAtLeast(leftBlock, BlockSize, throwOnEndOfStream: false);
            int rightRead = right.ReadAtLeast(rightBlock, BlockSize, throwOnEndOfStream: false);
            if (leftRead == 0 && rightRead == 0)
            {
                yield break;
            }

            if (!leftBlock.AsSpan(0, leftRead).SequenceEqual(rightBlock.AsSpan(0, rightRead)))
            {
                yield return offset;
            }
        }
    }

    private static async Task<IEnumerable<string>> FilesAsync(
        BuildContext context, string what, string unpack, string first, string second, CancellationToken cancellationToken)
    {
        string trees = Path.Combine(context.Workspace.Output, "reproducible", "trees");
        await Sandbox.DeleteAsync(trees, cancellationToken);
        Directory.CreateDirectory(trees);
        try
        {
            string output = await context.Tools(await ToolsTree.GetAsync(context, "tools", cancellationToken))
                .Bind(trees, "/mnt/trees")
                .ReadOnly(first, "/mnt/a")
                .ReadOnly(second, "/mnt/b")
                .Command("sh", "-euc", $"unpack() {{ {unpack}; }}; unpack a; unpack b\n{CompareTrees}")
                .RunAsync(cancellationToken);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(static line => line[0] is '<' or '>')
                .Select(line => $"{what}: {line}");
        }
        finally
        {
            await Sandbox.DeleteAsync(trees, CancellationToken.None);
        }
    }
}
