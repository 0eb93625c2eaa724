using Mwan.Build;
using Mwan.Build.Processes;
using Xunit;

namespace Mwan.Tests.Build.Builds;

/// <summary>
/// A finished build of a copy of this clone in the user's own cache: what the other tests begin from and compare with. They get caches
/// of their own that point into it; what a test damages it copies first.
/// </summary>
public sealed class WarmBuild : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("mwan-build-").FullName;
    private IReadOnlyList<string> entries = [];

    public string Clone { get; private set; } = "";

    public string Output => Path.Combine(directory, "output");

    public string Packages => Path.Combine(Output, "packages");

    private static string UserCache => Workspace.Find(AppContext.BaseDirectory, config: null, output: null).Cache;

    public async Task InitializeAsync()
    {
        Clone = await Builds.Clone.MakeAsync(Path.Combine(directory, "clone"));
        DateTime start = DateTime.UtcNow.AddSeconds(-1);
        (int code, string said) = await Build.RunAsync(Clone, cache: null, [], "image", $"--output={Output}");
        Assert.True(code == 0, said);
        entries = [.. Directory.GetFiles(Path.Combine(UserCache, "steps"), "*.fingerprint")
            .Where(file => File.GetLastWriteTimeUtc(file) >= start)
            .Select(static file => Path.GetFileNameWithoutExtension(file))];
    }

    public Task DisposeAsync() => Sandbox.DeleteAsync(directory, CancellationToken.None);

    /// <summary>Fills a cache with the packages and the results of the steps whose names begin with one of <paramref name="steps"/>.</summary>
    public async Task SeedAsync(string cache, params string[] steps)
    {
        Directory.CreateDirectory(Path.Combine(cache, "steps"));
        await Command.Of("cp", "-al", Packages, Path.Combine(cache, "packages")).RunAsync(CancellationToken.None);
        foreach (string entry in entries.Where(entry => Array.Exists(steps, step => entry.StartsWith($"{step}-", StringComparison.Ordinal))))
        {
            string source = Path.Combine(UserCache, "steps", entry);
            Directory.CreateSymbolicLink(Path.Combine(cache, "steps", entry), source);
            File.Copy($"{source}.fingerprint", Path.Combine(cache, "steps", $"{entry}.fingerprint"));
        }
    }

    /// <summary>Asserts that an output directory has the same files as this build, under their names and complete.</summary>
    public async Task IsSameAsync(string output)
    {
        await Command.Of("sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS").In(output).RunAsync(CancellationToken.None);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Output, "SHA256SUMS")), await File.ReadAllTextAsync(Path.Combine(output, "SHA256SUMS")));
        Assert.Equal(
            Directory.GetFiles(Packages).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(output, "packages")).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>Asserts that nothing in an output directory looks like a finished result.</summary>
    public static void HasNoResult(string output)
    {
        Assert.Empty(Directory.GetFileSystemEntries(output, "mwan-*"));
        Assert.False(File.Exists(Path.Combine(output, "SHA256SUMS")));
        Assert.False(File.Exists(Path.Combine(output, "manifest.json")));
    }

    /// <summary>Asserts that nothing is mounted below a directory in the namespace of the tests.</summary>
    public static void HasNoMount(string directory) =>
        Assert.DoesNotContain(directory, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
}
