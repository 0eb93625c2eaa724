using Mwan.Config.Releases;

namespace Mwan.Agent.Upgrades;

/// <summary>A release in a directory.</summary>
/// <param name="directory">The directory.</param>
internal sealed class ReleaseDirectory(string directory) : ReleaseSource
{
    /// <inheritdoc/>
    public override string Directory => directory;

    /// <inheritdoc/>
    public override Task OpenAsync(Action<string> say, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task FetchAsync(IReadOnlyList<ReleaseFile> files, Action<string> say, CancellationToken cancellation) => Task.CompletedTask;
}
