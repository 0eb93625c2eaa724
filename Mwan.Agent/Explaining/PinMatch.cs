using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>Whether a pin takes a flow.</summary>
/// <param name="Matches">It does; null: it depends on what the question does not say.</param>
/// <param name="Depends">What it depends on, e.g. <c>--protocol udp --port 5060</c>; null: nothing.</param>
internal sealed record PinMatch(bool? Matches, string? Depends)
{
    private static readonly PinMatch No = new(Matches: false, Depends: null);

    /// <summary>Lays a pin beside a flow.</summary>
    public static PinMatch Of(Pin pin, Question question, IPAddress source)
    {
        if (Outside(pin.To, question.Address) || Outside(pin.From, source)
            || (pin.Protocol is not null && question.Protocol is not null && pin.Protocol != question.Protocol)
            || (pin.Ports.Count > 0 && question.Port is { } port && !pin.Ports.Any(range => port >= range.First && port <= range.Last)))
        {
            return No;
        }

        List<string> open = [];
        if (pin.Protocol is { } protocol && question.Protocol is null)
        {
            open.Add($"--protocol {protocol}");
        }

        if (pin.Ports is [var first, ..] && question.Port is null)
        {
            open.Add(string.Create(CultureInfo.InvariantCulture, $"--port {first.First}"));
        }

        if (pin.Dscp is { } dscp)
        {
            open.Add(string.Create(CultureInfo.InvariantCulture, $"DSCP {dscp}"));
        }

        return open.Count == 0 ? new PinMatch(Matches: true, Depends: null) : new PinMatch(Matches: null, string.Join(' ', open));
    }

    /// <summary>The conditions of a pin as people say them.</summary>
    public static string Words(Pin pin, int index)
    {
        string[] words =
        [
            .. pin.Protocol is { } protocol ? [protocol] : Array.Empty<string>(),
            .. pin.Ports.Select(range => range.First == range.Last
                ? range.First.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")),
            .. pin.Dscp is { } dscp ? [string.Create(CultureInfo.InvariantCulture, $"DSCP {dscp}")] : Array.Empty<string>(),
            .. pin.To.Count > 0 ? [$"to {string.Join(", ", pin.To)}"] : Array.Empty<string>(),
            .. pin.From.Count > 0 ? [$"from {string.Join(", ", pin.From)}"] : Array.Empty<string>(),
        ];
        return string.Create(CultureInfo.InvariantCulture, $"pin {index + 1} ({string.Join(' ', words)} via {pin.Via})");
    }

    private static bool Outside(IReadOnlyList<IPNetwork> networks, IPAddress address) => networks.Count > 0 && !networks.Any(network => network.Contains(address));
}
