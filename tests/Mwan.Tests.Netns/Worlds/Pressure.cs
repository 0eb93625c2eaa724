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

    /// <summary>What a bound may be exceeded by now: nothing on a quiet machine.</summary>
    public static TimeSpan Allowance => Busy > Quiet ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;

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
