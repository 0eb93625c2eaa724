namespace Mwan.Build.Lab;

/// <summary>A fault that is there until it is mended, at the latest when this is disposed of.</summary>
public sealed class ActiveFault : IAsyncDisposable
{
    private readonly RunningLab lab;
    private bool mended;
    private double mendedAt;

    internal ActiveFault(RunningLab lab, LinkFault fault, double since)
    {
        this.lab = lab;
        Fault = fault;
        Since = since;
    }

    /// <summary>What is wrong.</summary>
    public LinkFault Fault { get; }

    /// <summary>The world's clock just before it broke, in seconds.</summary>
    public double Since { get; }

    /// <summary>Mends it; a second time does nothing.</summary>
    /// <returns>The world's clock just before, in seconds.</returns>
    public async Task<double> MendAsync()
    {
        if (!mended)
        {
            mended = true;
            mendedAt = await lab.DoAsync(Fault.Mend);
        }

        return mendedAt;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => _ = await MendAsync();
}
