namespace Mwan.Agent.Upgrades;

/// <summary>A release in a directory.</summary>
/// <param name="directory">The directory.</param>
internal sealed class ReleaseDirectory(string directory) : ReleaseSource
{
    /// <inheritdoc/>
    public override string Directory => directory;
}
