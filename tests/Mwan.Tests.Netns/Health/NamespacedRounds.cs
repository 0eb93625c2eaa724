using Mwan.Agent.Health;

namespace Mwan.Tests.Netns.Health;

/// <summary>Rounds whose sockets are opened in a namespace.</summary>
internal sealed class NamespacedRounds(IRounds rounds, NamespaceThread thread) : IRounds
{
    public Task<IReadOnlyList<ProbeResult>> RunAsync(ProbedFamily family, CancellationToken cancellation) =>
        thread.InvokeAsync(() => rounds.RunAsync(family, cancellation));
}
