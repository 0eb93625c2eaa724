using System.Globalization;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>
/// How busy the machine is with other things (proc(5), Documentation/accounting/psi.rst): a bound on time that holds on a quiet machine
/// says nothing about the product where it had to queue for a processor.
/// </summary>
internal static class Pressure
{
    private const string Path = "/proc/pressure/cpu";
    private const double Quiet = 30;

    /// <summary>
    /// What a budget may be exceeded by now before a test fails. Never nothing: a shared host takes the processor away without telling.
    /// The table of times has the figures next to their budgets.
    /// </summary>
    public static TimeSpan Allowance => TimeSpan.FromSeconds(Busy > Quiet ? 3 : 1);

    /// <summary>Share of the last ten seconds in which somebody waited for a processor, 0-100.</summary>
    public static double Busy
    {
        get
        {
            if (!File.Exists(Path))
            {
                return 100;
            }

            // some avg10=1.23 avg60=... total=...
            string first = File.ReadLines(Path).First();
            int start = first.IndexOf('=', StringComparison.Ordinal) + 1;
            return double.Parse(first.AsSpan(start, first.IndexOf(' ', start) - start), CultureInfo.InvariantCulture);
        }
    }
}
