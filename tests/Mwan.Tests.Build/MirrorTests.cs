using Mwan.Build.Packages;
using Mwan.Build.Processes;
using Mwan.Tests.Build.Builds;
using Xunit;

namespace Mwan.Tests.Build;

[Collection(WarmBuildCollection.Name)]
public sealed class MirrorTests(WarmBuild warm)
{
    private const string Fake = """
        mkdir -p tree/DEBIAN mirror
        printf 'Package: %s\nVersion: %s\nArchitecture: %s\nMaintainer: nobody <nobody@localhost>\nDescription: other bytes\n' "$1" "$2" "$3" > tree/DEBIAN/control
        dpkg-deb --build --root-owner-group tree "mirror/$4" > /dev/null
        { cat tree/DEBIAN/control; printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$4" "$(stat -c %s "mirror/$4")" "$(sha256sum < "mirror/$4" | cut -d' ' -f1)"; } > mirror/Packages
        """;

    [Fact]
    public async Task Without_a_network_the_user_learns_what_could_not_be_fetched()
    {
        await using var scratch = new Scratch();
        (int code, string said) = await Builds.Build.RunAsync(warm.Clone, scratch.At("cache"), Namespaces.WithoutNetwork, "tools", $"--output={scratch.At("output")}");
        Assert.Equal(1, code);
        Assert.Contains("error: The package lists of Debian trixie could not be fetched:", said, StringComparison.Ordinal);
        Assert.Contains("Check the network", said, StringComparison.Ordinal);
        Assert.DoesNotContain("does not have it", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_that_the_mirror_dropped_or_changed_are_all_named()
    {
        await using var scratch = new Scratch();
        string clone = await Clone.MakeAsync(scratch.At("clone"));
        string lockFile = Path.Combine(clone, "mwan.lock");
        PackageLock own = PackageLock.Read(lockFile);
        IReadOnlyList<LockedPackage> tools = own.Set("tools");
        LockedPackage[] dropped = [tools[3] with { Version = "99.1-1" }, tools[7] with { Version = "1:99.2-1" }];
        LockedPackage changed = tools[5];
        LockedPackage[] packages = [.. tools];
        packages[3] = dropped[0];
        packages[7] = dropped[1];
        await File.WriteAllTextAsync(lockFile, new PackageLock(own.Date, packages).ToString());

        await warm.SeedAsync(scratch.At("cache"));
        File.Delete(scratch.At("cache", "packages", changed.FileName));
        await Command.Of("bash", "-euc", Fake, "bash", changed.Name, changed.Version, changed.Architecture, changed.FileName).In(scratch.Path).RunAsync(CancellationToken.None);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MWAN_MIRROR"] = $"deb [trusted=yes] copy://{scratch.At("mirror")} ./" };
        await using Builds.Build build = Builds.Build.Start(clone, scratch.At("cache"), Namespaces.WithoutNetwork, environment, "tools", $"--output={scratch.At("output")}");
        Assert.Equal(1, await build.EndAsync());
        Assert.Contains(
            $"""
            error: 3 of {tools.Count} locked packages are not to be had:
              {dropped[0].Label}: the mirror does not have it (any more)
              {dropped[1].Label}: the mirror does not have it (any more)
              {changed.Label}: the mirror's file has another hash than the lock
            Either take today's versions (dotnet cake --target=Lock), or build from the packages that the release kept (--packages=DIR).
            """,
            build.Said,
            StringComparison.Ordinal);
        Assert.False(File.Exists(scratch.At("cache", "packages", changed.FileName)));
    }

    [Fact]
    public async Task A_mirror_that_lists_a_package_and_does_not_give_it_is_told_apart_from_one_that_dropped_it()
    {
        await using var scratch = new Scratch();
        await warm.SeedAsync(scratch.At("cache"));
        LockedPackage package = PackageLock.Read(Path.Combine(warm.Clone, "mwan.lock")).Set("tools")[5];
        File.Delete(scratch.At("cache", "packages", package.FileName));
        await Command.Of("bash", "-euc", Fake, "bash", package.Name, package.Version, package.Architecture, package.FileName).In(scratch.Path).RunAsync(CancellationToken.None);
        File.Delete(scratch.At("mirror", package.FileName));
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MWAN_MIRROR"] = $"deb [trusted=yes] copy://{scratch.At("mirror")} ./" };
        await using Builds.Build build = Builds.Build.Start(warm.Clone, scratch.At("cache"), Namespaces.WithoutNetwork, environment, "tools", $"--output={scratch.At("output")}");
        Assert.Equal(1, await build.EndAsync());
        Assert.Contains($"locked packages could not be fetched:\n  {package.Label}\n", build.Said, StringComparison.Ordinal);
        Assert.Contains("Check the network", build.Said, StringComparison.Ordinal);
    }
}
