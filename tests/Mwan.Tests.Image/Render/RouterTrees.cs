using Mwan.Build;
using Xunit;

namespace Mwan.Tests.Image.Render;

/// <summary>One <see cref="RouterTree"/> per site, made when first wanted.</summary>
public sealed class RouterTrees : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("mwan-trees-").FullName;
    private readonly Dictionary<string, RouterTree> trees = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task DisposeAsync() => Sandbox.DeleteAsync(directory, CancellationToken.None);

    /// <summary>The tree of a site.</summary>
    internal async Task<RouterTree> OfAsync(string site)
    {
        if (!trees.TryGetValue(site, out RouterTree? tree))
        {
            tree = await RouterTree.MakeAsync(site, Directory.CreateDirectory(Path.Combine(directory, site)).FullName);
            trees.Add(site, tree);
        }

        return tree;
    }
}
