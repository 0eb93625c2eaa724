using Mwan.Tests.Build.Builds;
using Xunit;

namespace Mwan.Tests.Build;

public sealed class UsageTests
{
    [Theory]
    [InlineData("imag", "'imag' was not matched. Did you mean one of the following?")]
    [InlineData("image --outptu=x", "'--outptu=x'")]
    [InlineData("image --packages=/nonexistent/packages", "error: --packages=/nonexistent/packages: there is no such directory. It is the 'packages' directory of a release's artifacts.")]
    [InlineData("check --config=/nonexistent.yaml", "nonexistent.yaml")]
    [InlineData("test --suite=unti", "error: There is no suite 'unti'. These are: unit, build, netns, image, proxmox, smoke, upgrade, lab.")]
    [InlineData("render --output=/proc/mwan", "error: ")]
    [InlineData("vps --box-key=x", "error: --box-key=x: this is no WireGuard public key")]
    public async Task A_wrong_word_is_an_error_that_names_it(string arguments, string expected)
    {
        (int code, string said) = await Builds.Build.RunAsync(AppContext.BaseDirectory, cache: null, [], arguments.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_a_clone_the_user_is_sent_there()
    {
        (int code, string said) = await Builds.Build.RunAsync("/", cache: null, [], "image");
        Assert.Equal(1, code);
        Assert.Equal("error: / is not inside a clone of mwan (no Mwan.Build.sln above it). Run this from the clone.", said);
    }

    [Fact]
    public async Task A_missing_tool_is_named_with_its_package()
    {
        await using var scratch = new Scratch();
        string programs = scratch.At("bin");
        Directory.CreateDirectory(programs);
        foreach (string name in (string[])["unshare", "setpriv", "dpkg-deb", "apt-get", "newuidmap", "dotnet"])
        {
            File.CreateSymbolicLink(Path.Combine(programs, name), name == "dotnet" ? Builds.Build.Runtime : $"/usr/bin/{name}");
        }

        (int code, string said) = await Builds.Build.RunAsync(AppContext.BaseDirectory, scratch.At("cache"), ["/usr/bin/env", $"PATH={programs}"], "image", $"--output={scratch.At("output")}");
        Assert.Equal(1, code);
        Assert.Contains("  mmdebstrap (Debian package mmdebstrap): makes Debian trees\n  bwrap (Debian package bubblewrap): ", said, StringComparison.Ordinal);
        Assert.Contains("sudo apt-get install mmdebstrap bubblewrap", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch.At("cache")));
    }
}
