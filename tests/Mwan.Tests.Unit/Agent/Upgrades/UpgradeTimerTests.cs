using System.Globalization;
using System.Text.RegularExpressions;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

/// <summary>When a box looks for releases by itself.</summary>
public sealed partial class UpgradeTimerTests
{
    // What a box draws is added to the first look after its start too.
    [Fact]
    public void A_box_that_restarts_often_looks_within_half_an_hour_of_each_start_however_long_the_interval_is()
    {
        Dictionary<string, int> minutes = Minutes().Matches(File.ReadAllText(Repository.File("overlays/usr/lib/systemd/system/mwan-upgrade.timer.hbs")))
            .ToDictionary(static match => match.Groups["key"].Value, static match => int.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        Assert.Equal(15, minutes.GetValueOrDefault("OnActiveSec"));
        Assert.InRange(minutes.GetValueOrDefault("RandomizedDelaySec"), 10, 15);
    }

    [GeneratedRegex("^(?<key>[A-Za-z]+)=(?<value>[0-9]+)min$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Minutes();
}
