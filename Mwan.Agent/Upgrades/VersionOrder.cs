using System.Globalization;

namespace Mwan.Agent.Upgrades;

/// <summary>The order of versions (UAPI Group, "Version Format Specification") by systemd's own comparison, for the boot loader orders its entries by it.</summary>
internal static class VersionOrder
{
    /// <summary>Whether the other slot holds a newer version than the one that runs; not, where one of them holds none.</summary>
    /// <exception cref="IOException">systemd-analyze(1) does not say.</exception>
    public static async Task<bool> IsOtherNewerAsync(Layout layout, IReadOnlyList<SlotState> slots, CancellationToken cancellation) =>
        slots.FirstOrDefault(static slot => slot.Running)?.Version is { } running
        && slots.FirstOrDefault(static slot => !slot.Running)?.Version is { } other
        && await CompareAsync(layout, other, running, cancellation) > 0;

    /// <summary>Below zero: left is older; zero: the same; above zero: left is newer.</summary>
    /// <exception cref="IOException">systemd-analyze(1) does not say.</exception>
    public static async Task<int> CompareAsync(Layout layout, string left, string right, CancellationToken cancellation)
    {
        const int Newer = 11, Older = 12;
        ToolResult result = await Tool.RunAsync([layout.Program("systemd-analyze"), "compare-versions", left, right], cancellation: cancellation);
        return result.Code switch
        {
            0 => 0,
            Newer => 1,
            Older => -1,
            _ => throw new IOException(string.Create(CultureInfo.InvariantCulture, $"systemd-analyze cannot compare {left} and {right}: {result.Errors.Trim()}")),
        };
    }
}
