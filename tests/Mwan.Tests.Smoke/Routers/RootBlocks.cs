using System.Globalization;
using System.Text.RegularExpressions;
using Mwan.Build.Machines;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>Where the root file system lies on the disk.</summary>
internal static partial class RootBlocks
{
    private const int Block = 4096;

    /// <summary>Offset on the disk of the first block of a file's content (FIEMAP, through <c>filefrag(8)</c>).</summary>
    public static async Task<long> OfFileAsync(Router router, string file)
    {
        string extents = await router.AskAsync("filefrag", "-v", "-b4096", file);
        Match first = FirstExtent().Match(extents);
        GptPartition root = (await GptPartition.ReadAsync(Bench.Image)).First(partition => partition.Type == GptPartition.Root);
        return first.Success
            ? root.Start + (long.Parse(first.Groups["physical"].ValueSpan, CultureInfo.InvariantCulture) * Block)
            : throw new InvalidOperationException($"{file} has no extent: {extents}");
    }

    /// <summary>Overwrites half a block of a running machine's disk.</summary>
    public static Task DamageAsync(this QmpClient qmp, string disk, long offset) =>
        qmp.MonitorAsync(string.Create(CultureInfo.InvariantCulture, $"qemu-io drive-{disk} \"write -P 0x5a {offset} {Block / 2}\""));

    [GeneratedRegex(@"^\s*0:\s+0\.\.\s*\d+:\s+(?<physical>\d+)\.\.", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstExtent();
}
