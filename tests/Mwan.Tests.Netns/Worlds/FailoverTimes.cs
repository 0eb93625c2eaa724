using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>How long each failover took, in one table at the end of the tests.</summary>
public sealed class FailoverTimes(IMessageSink sink) : IDisposable
{
    private readonly ConcurrentQueue<string> _rows = new();

    /// <inheritdoc/>
    public void Dispose() => sink.OnMessage(new DiagnosticMessage(
        $"From the cut to the first packet on the other WAN\n{"failure",-28}{"family",-8}{"took",10}{"budget",10}{"back after",14}\n{string.Join('\n', _rows)}"));

    /// <summary>Adds a row.</summary>
    internal void Add(string failure, string family, TimeSpan took, TimeSpan budget, TimeSpan back) => _rows.Enqueue(string.Create(
        CultureInfo.InvariantCulture,
        $"{failure,-28}{family,-8}{took.TotalMilliseconds,7:0} ms{budget.TotalMilliseconds,7:0} ms{back.TotalMilliseconds,11:0} ms"));
}
