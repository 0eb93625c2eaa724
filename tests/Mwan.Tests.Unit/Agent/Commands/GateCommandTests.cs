using System.Net.Sockets;
using Mwan.Agent.Commands;
using Mwan.Agent.Upgrades;
using Mwan.Tests.Unit.Agent.Systemd;
using Mwan.Tests.Unit.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Commands;

/// <summary>What is asked while no agent answers, so that nothing passes.</summary>
public sealed class GateCommandTests : IDisposable
{
    private const string Refusal = "Version 1.1 has not proved itself within 1 s: ";
    private const string Ways = "The site has att IPv4, att IPv6, webpass IPv4, webpass IPv6, ";

    private static readonly UpgradeRecord Trial = new() { TraceId = "t", From = "1.0", To = "1.1", At = DateTimeOffset.UnixEpoch, Boot = "boot before", Ready = true };

    private readonly SlottedBox _box = new("1.1", "1.0", "mwan_1.0.efi", "mwan_1.1.efi");
    private readonly Datagrams _journal;

    public GateCommandTests() => _journal = new Datagrams(_box.Layout.JournalSocket, reads: true);

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.0")]
    public async Task Asked_by_hand_it_says_what_it_sees_and_leaves_alone_what_is_remembered(string to)
    {
        // One that has passed, and one that led elsewhere.
        _box.Record = Trial with { To = to, Passed = to == "1.1" ? DateTimeOffset.UnixEpoch : null };
        byte[] before = await File.ReadAllBytesAsync(_box.Layout.LastUpgrade);
        DateTime written = File.GetLastWriteTimeUtc(_box.Layout.LastUpgrade);
        (int code, string output, string errors) = await _box.RunAsync("gate", "--deadline", "1");
        Assert.Equal((1, ""), (code, errors));
        Assert.StartsWith(Refusal, output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_box.Layout.LastUpgrade));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_box.Layout.LastUpgrade));
        string journal = _journal.NextText();
        Assert.Contains(Refusal, journal, StringComparison.Ordinal);
        Assert.DoesNotContain("MWAN_TRACE_ID", journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_trial_it_remembers_why_it_did_not_pass()
    {
        _box.Record = Trial;
        (int code, string output, _) = await _box.RunAsync("gate", "--deadline", "1");
        Assert.Equal(1, code);
        Assert.Null(_box.Record!.Passed);
        Assert.Equal($"{Refusal}{_box.Record.Refusal}.", output.Trim());
        Assert.Contains("MWAN_TRACE_ID=t", _journal.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_the_deadline_cuts_off_is_no_silence_of_the_agent()
    {
        using Socket agent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_box.Layout.ControlSocket)!);
        agent.Bind(new UnixDomainSocketEndPoint(_box.Layout.ControlSocket));
        agent.Listen();
        Assert.Equal($"{Refusal}nothing tells in time whether it works.\n", (await _box.RunAsync("gate", "--deadline", "1")).Output);
    }

    [Fact]
    public void What_has_passed_stays_so_and_what_has_not_may_pass_yet()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddDays(1);
        UpgradeRecord passed = Trial with { Passed = DateTimeOffset.UnixEpoch };
        Assert.Null(passed.Judged(refusal: null, now));
        Assert.Null(passed.Judged("it does not", now));
        Assert.Equal(Trial with { Refusal = "it does not" }, Trial.Judged("it does not", now));
        Assert.Equal(Trial with { Passed = now }, (Trial with { Refusal = "it does not" }).Judged(refusal: null, now));
    }

    [Fact]
    public async Task A_way_that_the_site_does_not_have_is_said_and_passed_over()
    {
        (int code, string output, string errors) = await _box.RunAsync("gate", "--deadline", "1", "--healthy", "starlink IPv4", "--healthy", "att IPv4");
        Assert.StartsWith($"Passed over, as the site does not have it: starlink IPv4. {Ways}", errors, StringComparison.Ordinal);
        Assert.Contains("Passed over, as the site does not have it: starlink IPv4.", _journal.NextText(), StringComparison.Ordinal);

        // It goes on to ask: an exchange of the whole disk waits for this sentence.
        Assert.Equal(1, code);
        Assert.StartsWith(Refusal, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_one_that_the_upgrade_remembers()
    {
        _box.Record = Trial with { Healthy = ["att IPv4", "starlink IPv4", "starlink IPv6"] };
        Assert.StartsWith($"Passed over, as the site does not have it: starlink IPv4, starlink IPv6. {Ways}", (await _box.RunAsync("gate", "--deadline", "1")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_ways_that_the_site_has_nothing_is_said()
    {
        string[] ways = [.. Connectivity.WaysOf(_box.Site).SelectMany(static way => (string[])["--healthy", way])];
        Assert.NotEmpty(ways);
        Assert.Equal("", (await _box.RunAsync(["gate", "--deadline", "1", .. ways])).Errors);
    }

    [Theory]
    [InlineData("att")]
    [InlineData("att IPv5")]
    [InlineData("att ipv4")]
    [InlineData("IPv4 att")]
    [InlineData(" IPv4")]
    [InlineData("att IPv4,att IPv6")]
    [InlineData("")]
    public async Task What_is_no_way_is_refused_with_the_ways_that_there_are(string word)
    {
        string[] arguments = ["gate", "--deadline", "1", "--healthy", word, "--root", _box.At("")];
        Assert.StartsWith($"--healthy '{word}': a way is a member and a family, as \"att IPv4\". {Ways}", Assert.Single(MwanCommand.Create().Parse(arguments).Errors).Message, StringComparison.Ordinal);
        Assert.Equal(2, await MwanCommand.InvokeAsync(arguments));
    }

    public void Dispose()
    {
        _journal.Dispose();
        _box.Dispose();
    }
}
