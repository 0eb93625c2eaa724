namespace Mwan.Tests.Netns.Worlds;

/// <summary>A directory that is gone after the test, whatever its outcome.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mwan-netns-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
