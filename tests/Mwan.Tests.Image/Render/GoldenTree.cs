using Xunit;

namespace Mwan.Tests.Image.Render;

/// <summary>A tree kept in the clone that something has to render to, file by file. <c>MWAN_GOLDEN=write</c> writes it anew.</summary>
internal static class GoldenTree
{
    /// <summary>Renders anew and compares.</summary>
    /// <param name="golden">The tree that is kept.</param>
    /// <param name="render">Renders into a directory.</param>
    public static void IsRendered(string golden, Action<string> render)
    {
        if (Environment.GetEnvironmentVariable("MWAN_GOLDEN") == "write")
        {
            if (Directory.Exists(golden))
            {
                Directory.Delete(golden, recursive: true);
            }

            render(golden);
        }

        using ScratchTree rendered = new();
        render(rendered.Root);
        Assert.Equal(TreeListing.Of(golden), TreeListing.Of(rendered.Root));
    }
}
