namespace Mwan.Tests.Image.Render;

/// <summary>Where the sources lie.</summary>
internal static class Clone
{
    /// <summary>The directory with the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A path below the clone.</summary>
    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Mwan.Build.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run outside of a clone."));
}
