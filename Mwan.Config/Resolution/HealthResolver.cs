using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Resolution;

/// <summary>Makes the model of a <c>health</c> section, with what it inherits.</summary>
internal static class HealthResolver
{
    public static Health Resolve(Values values) => new()
    {
        Interval = values.Get(HealthSection.Interval),
        Timeout = values.Get(HealthSection.Timeout),
        Failures = (int)values.Get(HealthSection.Failures),
        Hold = values.Get(HealthSection.Hold),
        MaximumHold = values.Get(HealthSection.MaximumHold),
        Quorum = (int)values.Get(HealthSection.Quorum),
        MaximumLoss = (int)values.Get(HealthSection.MaximumLoss),
        MaximumLatency = values.Get(HealthSection.MaximumLatency),
        Targets = values.List(HealthSection.Targets),
    };
}
