using System.Globalization;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Networkd;

/// <summary>CLOCK_BOOTTIME, clock_gettime(2): time since the kernel started, with the time that the machine slept.</summary>
internal static class BootClock
{
    /// <summary>The clock, from proc_uptime(5), whose resolution is 10 ms.</summary>
    /// <exception cref="IOException">The kernel does not tell it.</exception>
    public static TimeSpan Now() =>
        SmallFile.Text("/proc/uptime")?.Split(' ') is [var seconds, ..]
        && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? TimeSpan.FromSeconds(value)
            : throw new IOException("The kernel does not tell its uptime.");
}
