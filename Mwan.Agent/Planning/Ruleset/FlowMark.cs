using System.Globalization;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>
/// What a flow's mark in connection tracking says: the member that carries it and, above that, how it came to it. A packet's mark is the
/// member alone. So the kernel itself can select the flows that would go elsewhere if they began anew: neither those that came in from
/// outside nor those of a pin to a member that works are among them.
/// </summary>
internal static class FlowMark
{
    /// <summary>The bits of the member's mark, 1-255.</summary>
    public const uint Member = 0xff;

    /// <summary>A balance or a pin chose the member: a new flow of that kind may be given another one.</summary>
    public const uint Chosen = 0x100;

    /// <summary>A pin did.</summary>
    public const uint Pinned = 0x200;

    /// <summary>Takes the packet's mark from the flow's.</summary>
    public static string Restore { get; } = string.Create(CultureInfo.InvariantCulture, $"ct mark != 0 meta mark set ct mark & {Hex(Member)} accept");

    /// <summary>Makes the flow's mark from the packet's.</summary>
    /// <param name="origin">How the flow came to its member: bits above <see cref="Member"/>.</param>
    public static string Save(uint origin) => origin == 0 ? "ct mark set meta mark accept" : $"ct mark set meta mark | {Hex(origin)} accept";

    private static string Hex(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");
}
