using System.Globalization;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>
/// How long somebody waited for a processor since this was made (proc(5), Documentation/accounting/psi.rst), also for one that the host
/// had taken away: a bound on time that holds on a quiet machine says nothing about the product where it had to queue.
/// </summary>
internal sealed class Pressure
{
    private const string Path = "/proc/pressure/cpu";
    private const double Quiet = 30;
    private const double TicksPerSecond = 100;
    private const int Steal = 8;

    private readonly TimeSpan _waited = Waited();
    private readonly TimeSpan _stolen = Stolen();

    /// <summary>
    /// What a budget may be exceeded by before a test fails. Never nothing: a shared host takes the processor away without telling.
    /// The table of times has the figures next to their budgets.
    /// </summary>
    public TimeSpan Allowance => TimeSpan.FromSeconds(Busy() > Quiet ? 3 : 1) + (Waited() - _waited) + (Stolen() - _stolen);

    // Share of the last ten seconds in which somebody waited, 0-100.
    private static double Busy() => Field("avg10") ?? 100;

    private static TimeSpan Waited() => TimeSpan.FromMicroseconds(Field("total") ?? 0);

    // some avg10=1.23 avg60=... avg300=... total=...
    private static double? Field(string name) => File.Exists(Path)
        ? double.Parse(File.ReadLines(Path).First().Split(' ').Single(word => word.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture)
        : null;

    // cpu user nice system idle iowait irq softirq steal, all processors together.
    private static TimeSpan Stolen() => TimeSpan.FromSeconds(
        double.Parse(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[Steal], CultureInfo.InvariantCulture) / TicksPerSecond);
}
