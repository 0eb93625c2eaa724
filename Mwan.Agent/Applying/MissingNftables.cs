namespace Mwan.Agent.Applying;

/// <summary>Stands in where the library is missing: the agent runs on and says so.</summary>
/// <param name="problem">Why.</param>
internal sealed class MissingNftables(string problem) : INftables
{
    /// <inheritdoc/>
    public NftResult Run(string commands) => new("", $"libnftables is missing ({problem}): the image is broken, roll back to the other slot");

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing was opened.
    }
}
