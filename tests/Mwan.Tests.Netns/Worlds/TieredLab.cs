namespace Mwan.Tests.Netns.Worlds;

/// <summary>Three members of a tier each, judged at the defaults; only the way back is shorter than the default of 30 s.</summary>
public sealed class TieredLab : IDisposable
{
    /// <summary>How long a member must be well before it is used again.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    internal Driven World { get; } = new(site => site with { Wans = [.. site.Wans.Select((wan, i) => wan with { Tier = i + 1, Health = AtDefaults(wan.Health) })] });

    /// <inheritdoc/>
    public void Dispose() => World.Dispose();

    private static Config.Health AtDefaults(Config.Health health) => health with
    {
        Interval = TimeSpan.FromSeconds(1),
        Timeout = TimeSpan.FromSeconds(0.4),
        Failures = 3,
        Hold = Hold,
        MaximumHold = Hold,
    };
}
