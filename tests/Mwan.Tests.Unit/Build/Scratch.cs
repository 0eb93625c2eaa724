using Mwan.Build;
using Mwan.Build.Cache;
using Mwan.Build.Narration;
using Mwan.Build.Processes;

namespace Mwan.Tests.Unit.Build;

/// <summary>A directory of a test's own with a silent narrator; both are gone after the test.</summary>
internal sealed class Scratch : IAsyncDisposable
{
    public Scratch() => Narrator = new Narrator(Told, isTerminal: false, At("timings.json"));

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("mwan-build-").FullName;

    public StringWriter Told { get; } = new();

    public Narrator Narrator { get; }

    public StepCache Cache => new(Directory, Narrator);

    public string At(params string[] path) => Path.Combine([Directory, .. path]);

    public string Write(string name, string content)
    {
        string path = At(name);
        _ = System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A program in <c>bin</c>, which <see cref="RunAsync"/> has first in its path.</summary>
    public void Program(string name, string script) => File.SetUnixFileMode(Write($"bin/{name}", script), UnixFileMode.UserRead | UnixFileMode.UserExecute);

    /// <summary>Runs a shell script of this directory.</summary>
    public Task<CommandResult> RunAsync(string script, params string[] arguments) => Command.Of("sh", [script, .. arguments])
        .WithEnvironment("PATH", $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}").TryRunAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Narrator.DisposeAsync();
        await Sandbox.DeleteAsync(Directory, CancellationToken.None);
    }
}
