namespace Mwan.Tests.Unit.Config;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(string start)
    {
        DirectoryInfo? directory = new(start);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "mwan.schema.json")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"No repository around {start}.");
    }
}
