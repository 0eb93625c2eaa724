using Mwan.Build.Signing;
using Mwan.Tests.Build.Builds;
using Xunit;

namespace Mwan.Tests.Build;

/// <summary>Keys, as a user starts the builder; none of it comes as far as a step.</summary>
public sealed class KeysTests : IAsyncLifetime
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("mwan-keys-");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Mwan.Build.Sandbox.DeleteAsync(scratch.FullName, CancellationToken.None);

    [Fact]
    public async Task A_site_with_Secure_Boot_is_not_built_without_keys()
    {
        string site = At("site.yaml");
        string plain = await File.ReadAllTextAsync(Mwan.Build.Workspace.Find(AppContext.BaseDirectory, config: null, output: null).Config);
        await File.WriteAllTextAsync(site, plain.Replace("\nproxmox:\n", "\nproxmox:\n  secureBoot: true\n", StringComparison.Ordinal));
        (int code, string said) = await RunAsync("image", $"--config={site}", $"--output={At("output")}");
        Assert.Equal(1, code);
        Assert.Contains($"error: {site}: proxmox.secureBoot is true, and its keys are not there ({At("keys/secure-boot")}): --target=Keys makes them, once; ", said, StringComparison.Ordinal);
        WarmBuild.HasNoResult(At("output"));
        Assert.False(Directory.Exists(At("cache/steps")));
    }

    [Fact]
    public async Task A_public_key_without_its_private_one_is_kept_and_nothing_is_made_beside_it()
    {
        new SigningKeys(At("keys")).Make();
        File.Delete(At("keys/release.key"));
        (int code, string said) = await RunAsync("keys", $"--output={At("output")}");
        Assert.Equal(1, code);
        Assert.StartsWith($"error: {At("keys/release.pem")} is there, and release.key is not: ", said, StringComparison.Ordinal);
        Assert.Equal([At("keys/release.pem")], Directory.EnumerateFileSystemEntries(At("keys")), StringComparer.Ordinal);
    }

    private string At(string path) => Path.Combine(scratch.FullName, path);

    private async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["MWAN_KEYS"] = At("keys") };
        await using Builds.Build build = Builds.Build.Start(AppContext.BaseDirectory, At("cache"), Namespaces.WithoutNetwork, environment, arguments);
        return (await build.EndAsync(), build.Said);
    }
}
