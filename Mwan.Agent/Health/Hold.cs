using Settings = Mwan.Config.Health;

namespace Mwan.Agent.Health;

/// <summary>How long an unhealthy member must succeed: longer with each flap, shorter again after long health.</summary>
internal static class Hold
{
    /// <summary>The hold after a number of flaps: the first is the configured one, each further doubles it up to the maximum.</summary>
    public static TimeSpan After(int flaps, Settings settings)
    {
        TimeSpan hold = settings.Hold;
        for (int flap = 1; flap < flaps && hold < settings.MaximumHold && hold > TimeSpan.Zero; flap++)
        {
            hold *= 2;
        }

        return hold < settings.MaximumHold ? hold : settings.MaximumHold;
    }

    /// <summary>One flap more, but none that would not lengthen the hold: otherwise a bad night took days to be forgiven.</summary>
    public static int Another(int flaps, Settings settings) =>
        flaps > 0 && After(flaps, settings) == After(flaps + 1, settings) ? flaps : flaps + 1;

    /// <summary>Forgives one flap for each <see cref="Settings.MaximumHold"/> of uninterrupted health.</summary>
    /// <param name="flaps">Flaps so far.</param>
    /// <param name="stable">Health so far; what is spent on forgiving is taken off.</param>
    /// <param name="settings">The configuration.</param>
    public static (int Flaps, TimeSpan Stable) Forgive(int flaps, TimeSpan stable, Settings settings)
    {
        while (flaps > 0 && stable >= settings.MaximumHold)
        {
            flaps--;
            stable -= settings.MaximumHold;
        }

        return (flaps, flaps is 0 ? TimeSpan.Zero : stable);
    }
}
