namespace Mwan.Tests.Image.Render;

/// <summary>A directory that ends with the test.</summary>
internal sealed class ScratchTree : IDisposable
{
    /// <summary>Where it lies.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("mwan-render-").FullName;

    /// <summary>A path below it.</summary>
    public string At(string path) => Path.Combine(Root, path);

    /// <summary>Writes a file, with its directories.</summary>
    public string Write(string path, string content)
    {
        string file = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
