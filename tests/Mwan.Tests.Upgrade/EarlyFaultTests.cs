using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>Failures before there is a system that could say what failed.</summary>
public sealed class EarlyFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    private const string Unsaid = "it did not come as far as its gate";

    // The kernel finds no program to run in the initrd and no root either.
    [Fact]
    public Task A_panic_in_the_initrd() => ReturnsAsync(static releases => releases.WithCommandLineAsync("panic", "rdinit=/nowhere"), Unsaid);

    [Fact]
    [Trait("Category", "full")]
    public Task A_root_that_does_not_verify() => ReturnsAsync(
        static releases => releases.ChangedAsync("unverified", static async directory =>
        {
            const int SuperBlock = 1024;
            await using FileStream root = new(Directory.EnumerateFiles(directory, "*.root").Single(), FileMode.Open);
            root.Position = SuperBlock;
            int first = root.ReadByte();
            root.Position = SuperBlock;
            root.WriteByte((byte)~first);
        }),
        Unsaid);
}
