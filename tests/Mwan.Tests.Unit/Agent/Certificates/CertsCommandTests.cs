using Mwan.Agent.Commands;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Certificates;

/// <summary>The program itself, below a root of its own.</summary>
public sealed class CertsCommandTests : IDisposable
{
    private const string Slot = "state/mwan/wpa";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _root = new();
    private readonly Identity _identity = Identity.Create(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100.5));

    public CertsCommandTests()
    {
        _ = _root.Write("proc/self/mountinfo", "40 1 8:16 / /state rw - ext4 /dev/sdb rw\n");
        _ = _root.Write("given/CA_001.pem", _identity.Authority);
        _ = _root.Write("given/Client_001.pem", _identity.Client);
        _ = _root.Write("given/PrivateKey_001.pem", _identity.Key);
        _ = _root.Write("given/wpa_supplicant.conf", "network={}");
    }

    [Fact]
    public async Task A_good_set_goes_into_the_slot_for_root_alone_and_is_shown()
    {
        (int code, _, string errors) = await AgentProcess.RunAsync(_root.Path, "certs", "import", _root.At("given"));
        Assert.Equal((ExitCode.Well, ""), (code, errors));
        Assert.Equal("ca.pem client.pem key.pem", string.Join(' ', Directory.EnumerateFiles(_root.At(Slot)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)));
        Assert.All(Directory.EnumerateFiles(_root.At(Slot)), file => Assert.Equal(Private, File.GetUnixFileMode(file)));
        CertificateSlot slot = CertificateFiles.Read(_root.At(Slot));
        Assert.Empty(slot.Problems);
        Assert.True(slot.KeyMatches);
        (code, string output, _) = await AgentProcess.RunAsync(_root.Path, "certs", "show");
        Assert.Equal(ExitCode.Well, code);
        Assert.Contains("100 days left", output, StringComparison.Ordinal);
        (code, output, _) = await AgentProcess.RunAsync(_root.Path, "certs", "show", "--json");
        Assert.Equal(ExitCode.Well, code);
        Assert.Contains("\"daysLeft\": 100", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_set_leaves_the_slot_as_it_was()
    {
        _ = await AgentProcess.RunAsync(_root.Path, "certs", "import", _root.At("given"));
        string before = await File.ReadAllTextAsync(_root.At($"{Slot}/client.pem"));
        Identity expired = Identity.Create(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(-1));
        string[] paths = [_root.Write("bad/a", expired.Authority), _root.Write("bad/b", expired.Client), _root.Write("bad/c", expired.Key)];
        (int code, string output, string errors) = await AgentProcess.RunAsync(_root.Path, ["certs", "import", .. paths, _root.At("absent")]);
        Assert.Equal(ExitCode.Attention, code);
        Assert.Contains("expired on", output, StringComparison.Ordinal);
        Assert.Contains("absent cannot be read", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was imported", errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(_root.At($"{Slot}/client.pem")));
        Assert.False(Directory.Exists(_root.At($"{Slot}.new")));
    }

    [Fact]
    public async Task A_second_import_changes_places_with_the_first_whatever_a_power_cut_left()
    {
        _ = await AgentProcess.RunAsync(_root.Path, "certs", "import", _root.At("given"));
        string before = await File.ReadAllTextAsync(_root.At($"{Slot}/client.pem"));
        _ = _root.Write($"{Slot}.new/ca.pem", "half of");
        Identity next = Identity.Create(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(200));
        string[] paths = [_root.Write("next/a", next.Authority), _root.Write("next/b", next.Client), _root.Write("next/c", next.Key)];
        (int code, _, _) = await AgentProcess.RunAsync(_root.Path, ["certs", "import", .. paths]);
        Assert.Equal(ExitCode.Well, code);
        Assert.Equal(next.Client.Trim(), (await File.ReadAllTextAsync(_root.At($"{Slot}/client.pem"))).Trim());
        Assert.Equal(before, await File.ReadAllTextAsync(_root.At($"{Slot}.previous/client.pem")));
        Assert.False(Directory.Exists(_root.At($"{Slot}.new")));
    }

    [Fact]
    public async Task Without_a_state_disk_nothing_is_imported_unless_forced()
    {
        _ = _root.Write("proc/self/mountinfo", "40 1 0:30 / /state rw - tmpfs tmpfs rw\n");
        (int code, _, string errors) = await AgentProcess.RunAsync(_root.Path, "certs", "import", _root.At("given"));
        Assert.Equal(ExitCode.Attention, code);
        Assert.Contains("volatile", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_root.At(Slot)));
        (code, _, _) = await AgentProcess.RunAsync(_root.Path, "certs", "import", "--force", _root.At("given"));
        Assert.Equal(ExitCode.Well, code);
        Assert.True(File.Exists(_root.At($"{Slot}/key.pem")));
    }

    [Fact]
    public async Task An_empty_slot_needs_attention()
    {
        (int code, string output, _) = await AgentProcess.RunAsync(_root.Path, "certs", "show");
        Assert.Equal(ExitCode.Attention, code);
        Assert.Contains("mwan certs import", output, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Dispose();
}
