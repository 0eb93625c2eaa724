namespace Mwan.Tests.Netns.Worlds;

/// <summary>Three members of one tier, 5:3:2, for all tests that leave the world as they found it.</summary>
public sealed class LevelLab : IDisposable
{
    internal Driven World { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => World.Dispose();
}
