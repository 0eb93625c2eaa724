using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>Pulls or plugs a cable of the router; the other end notices nothing.</summary>
/// <param name="Port">Where it is in the router.</param>
/// <param name="Plugged">Whether the router sees a carrier afterwards.</param>
public sealed record CableStep(Port Port, bool Plugged) : FaultStep;
