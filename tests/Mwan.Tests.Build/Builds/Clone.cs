using Mwan.Build.Processes;

namespace Mwan.Tests.Build.Builds;

/// <summary>A copy of the repository that the tests run in, without its history: what a test changes there harms nobody.</summary>
internal static class Clone
{
    private const string Copy = """
        mkdir -p "$2"
        cd "$1"
        git ls-files --cached --others --exclude-standard -z | while IFS= read -r -d '' file; do [ ! -e "$file" ] && [ ! -L "$file" ] || printf '%s\0' "$file"; done |
            tar --create --null --files-from=- | tar --extract --directory="$2"
        """;

    public static async Task<string> MakeAsync(string directory)
    {
        await Command.Of("bash", "-euc", Copy, "bash", Source(), directory).RunAsync(CancellationToken.None);
        return directory;
    }

    private static string Source()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Mwan.Build.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("The tests are not inside a clone.");
    }
}
