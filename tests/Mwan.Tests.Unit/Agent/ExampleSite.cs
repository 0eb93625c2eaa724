using System.Text;
using Mwan.Config;

namespace Mwan.Tests.Unit.Agent;

/// <summary>The shipped example, resolved.</summary>
internal static class ExampleSite
{
    public static Site Value { get; } = Load();

    public static string Json { get; } = Encoding.UTF8.GetString(SiteJson.Write(Value));

    private static Site Load()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mwan.Build.sln")))
        {
            directory = directory.Parent;
        }

        SiteReading reading = SiteFile.Load(Path.Combine(directory?.FullName ?? ".", "mwan.yaml"));
        return reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
    }
}
