using Mwan.Build;
using Mwan.Build.Cache;
using Mwan.Build.Narration;
using Mwan.Build.Packages;
using Mwan.Build.Signing;
using Mwan.Build.Steps;
using Mwan.Config;
using Mwan.Tests.Unit.Agent;
using Xunit;

namespace Mwan.Tests.Unit.Build.Steps;

public sealed class ImageBuildTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    private static Site Secure { get; } = ExampleSite.Value with { Proxmox = ExampleSite.Value.Proxmox! with { SecureBoot = true } };

    private string Keys => _scratch.At("keys/secure-boot");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Secure_Boot_without_keys_is_refused_before_anything_is_built()
    {
        BuildException refusal = await Assert.ThrowsAsync<BuildException>(() => BuildAsync(Secure));
        Assert.Equal(
            $"{_scratch.At("site.yaml")}: proxmox.secureBoot is true, and its keys are not there ({Keys}): --target=Keys makes them, once; where there are some elsewhere, bring a copy of them here. "
            + "Nothing was built.",
            refusal.Message);
        NothingIsBuilt();
    }

    [Fact]
    public async Task Secure_Boot_with_a_part_of_its_keys_is_refused_before_anything_is_built()
    {
        _ = _scratch.Write("keys/secure-boot/db.key", "");
        Assert.StartsWith($"{Keys}/PK.auth is missing. Bring back the copy of {Keys}", (await Assert.ThrowsAsync<BuildException>(() => BuildAsync(Secure))).Message, StringComparison.Ordinal);
        NothingIsBuilt();
    }

    [Fact]
    public async Task Without_Secure_Boot_no_keys_are_asked_for() => _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BuildAsync(ExampleSite.Value));

    // What is not refused goes on to the first step, and ends there.
    private async Task BuildAsync(Site site)
    {
        var workspace = new Workspace(Workspace.Find(AppContext.BaseDirectory, config: null, output: null).Root, _scratch.At("site.yaml"), _scratch.At("artifacts"), _scratch.At("cache"));
        await using var narrator = new Narrator(TextWriter.Null, isTerminal: false, _scratch.At("timings.json"));
        var store = new PackageStore(workspace, released: null, new Apt(workspace, narrator), narrator);
        var context = new BuildContext(workspace, PackageLock.Read(workspace.Lock), store, new StepCache(workspace.Cache, narrator), narrator);
        _ = await ImageBuild.RunAsync(context, site, _scratch.At("rendered"), new Release("1.0", "unknown", "0"), new SecureBootKeys(Keys), new CancellationToken(canceled: true));
    }

    private void NothingIsBuilt() => Assert.All(["artifacts", "cache"], name => Assert.False(Directory.Exists(_scratch.At(name))));
}
