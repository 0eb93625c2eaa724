using Mwan.Build;

namespace Mwan.Tests.Build.Builds;

/// <summary>A directory that is gone after the test, with all the Debian trees that were made in it.</summary>
internal sealed class Scratch : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mwan-build-").FullName;

    public string At(params string[] path) => System.IO.Path.Combine([Path, .. path]);

    public async ValueTask DisposeAsync() => await Sandbox.DeleteAsync(Path, CancellationToken.None);
}
