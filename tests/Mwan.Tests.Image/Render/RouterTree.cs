using Mwan.Build;
using Mwan.Build.Processes;
using Mwan.Build.Render;

namespace Mwan.Tests.Image.Render;

/// <summary>
/// A site's rendered files laid over a Debian 13 tree, and the programs of that tree run on them, without any network but their own
/// loopback. The Debian tree is the builder's own root, or what <c>MWAN_TOOLS</c> names; it is never written to.
/// </summary>
internal sealed class RouterTree
{
    private RouterTree(string root, string rendered)
    {
        Root = root;
        Rendered = rendered;
        Sandbox = new Sandbox(root).ReadOnly("/sys", "/sys").With("SYSTEMD_COLORS", "0");
    }

    /// <summary>Root directory of the merged tree.</summary>
    public string Root { get; }

    /// <summary>The rendered files alone.</summary>
    public string Rendered { get; }

    /// <summary>Runs programs in it.</summary>
    public Sandbox Sandbox { get; private init; }

    /// <summary>Lays a site's files over the Debian tree, below <paramref name="directory"/>.</summary>
    public static async Task<RouterTree> MakeAsync(string site, string directory)
    {
        string rendered = Path.Combine(directory, "rendered");
        new Renderer(new HandlebarsTemplates()).Render(Sites.Load(site), Clone.At("overlays"), rendered);
        return await OverAsync(rendered, directory);
    }

    /// <summary>Lays any rendered files over the Debian tree, below <paramref name="directory"/>.</summary>
    public static async Task<RouterTree> OverAsync(string rendered, string directory)
    {
        string tools = Environment.GetEnvironmentVariable("MWAN_TOOLS") ?? Clone.At("artifacts", "trees", "root");
        if (!Directory.Exists(Path.Combine(tools, "usr")))
        {
            throw new InvalidOperationException($"{tools} is no Debian 13 tree: make it with the builder's verb 'tools', or name one with MWAN_TOOLS.");
        }

        string root = Path.Combine(directory, "root");

        // Hard links: the tree is read only in the sandbox, and what the overlay replaces is unlinked first.
        Directory.CreateDirectory(root);
        await Sandbox.AsRoot("cp", "-al", "--", $"{tools}/.", root).RunAsync(CancellationToken.None);
        await Sandbox.AsRoot("cp", "-a", "--no-preserve=ownership", "--remove-destination", $"{rendered}/.", root).RunAsync(CancellationToken.None);
        await Sandbox.AsRoot("mkdir", "-p", $"{root}/state", $"{root}/var/tmp").RunAsync(CancellationToken.None);
        return new RouterTree(root, rendered);
    }

    /// <summary>The rendered files that a shell pattern names, as paths in the image.</summary>
    public IEnumerable<string> Files(string directory, string pattern) =>
        !Directory.Exists(Path.Combine(Rendered, directory)) ? [] : Directory.EnumerateFiles(Path.Combine(Rendered, directory), pattern)
            .Where(file => new FileInfo(file).LinkTarget is null)
            .Select(file => "/" + Path.GetRelativePath(Rendered, file))
            .Order(StringComparer.Ordinal);

    /// <summary>The same tree with one file's text changed.</summary>
    /// <param name="scratch">Holds the changed file.</param>
    /// <param name="path">In the image.</param>
    /// <param name="find">What the file has now.</param>
    /// <param name="replace">What it has instead.</param>
    public RouterTree With(ScratchTree scratch, string path, string find, string replace)
    {
        string content = File.ReadAllText(Rendered + path);
        if (!content.Contains(find, StringComparison.Ordinal))
        {
            throw new ArgumentException($"{path} has no '{find}'.", nameof(find));
        }

        string changed = scratch.Write(Guid.NewGuid().ToString("N"), content.Replace(find, replace, StringComparison.Ordinal));
        return new RouterTree(Root, Rendered) { Sandbox = Sandbox.ReadOnly(changed, path) };
    }

    /// <summary>Runs a script of sh(1) to its end and returns every line it printed.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(string script, params string[] arguments)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(4));
        Transcript transcript = new();
        await Command(script, arguments).Telling(transcript.Add).TryRunAsync(deadline.Token);
        return transcript.Lines;
    }

    /// <summary>Runs a script until it prints a line, or ends, or has had its time, and returns all that it printed.</summary>
    public async Task<IReadOnlyList<string>> LinesUntilAsync(Predicate<string> last, string script, params string[] arguments)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(4));
        Transcript transcript = new();
        void Add(string line)
        {
            transcript.Add(line);
            if (last(line))
            {
                deadline.Cancel();
            }
        }

        try
        {
            await Command(script, arguments).Telling(Add).TryRunAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (transcript.Lines.Any(line => last(line)))
        {
            // It said what it was run for.
        }

        return transcript.Lines;
    }

    private Command Command(string script, string[] arguments) => Sandbox.Command("sh", ["-euc", $"exec 2>&1\n{script}", "sh", .. arguments]);
}
