using System.Globalization;
using Mwan.Config;

namespace Mwan.Agent.Health;

/// <summary>The last question to one target.</summary>
/// <param name="Target">Protocol and target, e.g. <c>tcp 8.8.8.8:443</c>.</param>
/// <param name="Outcome">How it ended; null: not asked yet.</param>
/// <param name="RoundTripMilliseconds">Time to the answer; null: none.</param>
/// <param name="Reason">Why there is none, without a full stop.</param>
internal sealed record TargetMeasurement(string Target, ProbeOutcome? Outcome, double? RoundTripMilliseconds, string? Reason)
{
    /// <summary>What a result says.</summary>
    public static TargetMeasurement Of(HealthTarget target, ProbeResult? result) => new(
        Name(target),
        result?.Outcome,
        result is { Outcome: ProbeOutcome.Answered } ? result.RoundTrip.TotalMilliseconds : null,
        result?.Reason);

    /// <summary>A target as people write it.</summary>
    public static string Name(HealthTarget target)
    {
        string host = target.Host.Contains(':', StringComparison.Ordinal) && target.Port is not null ? $"[{target.Host}]" : target.Host;
        string port = target.Port is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : "";
        return target.Kind switch
        {
            ProbeKind.Icmp => $"icmp {host}",
            ProbeKind.Tcp => $"tcp {host}{port}",
            ProbeKind.Dns => $"dns {host}{port} ({target.Name})",
            _ => $"http {host}{port}{target.Path}",
        };
    }
}
