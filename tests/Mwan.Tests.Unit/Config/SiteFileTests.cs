using System.Diagnostics;
using System.Text;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Config;

public sealed class SiteFileTests
{
    [Theory]
    [InlineData("mwan.yaml")]
    [InlineData("tests/sites/one-wan.yaml")]
    [InlineData("tests/sites/three-wans.yaml")]
    [InlineData("tests/sites/other-lan.yaml")]
    [InlineData("tests/Mwan.Tests.Unit/Config/sample.yaml")]
    public void A_shipped_site_is_read_without_any_finding(string path)
    {
        SiteReading reading = SiteFile.Load(Repository.File(path));

        Assert.Empty(reading.Diagnostics);
        Assert.NotNull(reading.Site);
    }

    [Fact]
    public void All_mistakes_of_a_file_are_found_in_one_pass()
    {
        string[] found = Sample.Findings(
            ("console: root", "console: letmein"),
            ("interface: enmgmt0", "interface: enmanagement-link0"),
            ("ipv6: \"3d06:bad:b01:fe::2\"", "ipv6: \"3d06:bad:b01:ff::2\""),
            ("    vlan: 3242", "    vlna: 3242"),
            ("duid: \"00:03:00:01:d0:fc:d0:7c:85:30\"", "duid: 7"),
            ("- { internal: 10.250.250.2-6, external: 136", "- { internal: 10.250.251.2-6, external: 136"),
            ("    tier: 3\n", "    tier: 100\n"),
            ("timeout: 800ms", "timeout: 8s"),
            ("over: monkeybrains", "over: monkeybrain"),
            ("publicKey: 6", "publicKey: "),
            ("{ icmp: 1.1.1.1 }", "{ icmp: 1.1.1.1.1 }"),
            ("memory: 2048", "memory: 64"));

        Assert.Equal(
            [
                "mwan.yaml:5:12: appliance.console: this is neither root nor off nor a crypt(5) hash; a password must never be in this file: make a hash with 'mkpasswd --method=yescrypt'",
                "mwan.yaml:9:14: management.interface: 'enmanagement-link0' has 18 characters; the kernel takes at most 15",
                "mwan.yaml:21:39: lan.router.ipv6: 3d06:bad:b01:ff::2 is outside lan.ipv6 3d06:bad:b01:fe::/64",
                "mwan.yaml:28:5: wans[0].vlna: there is no such key; did you mean 'vlan'?",
                "mwan.yaml:30:28: wans[0].dhcp.duid: '7' is not a DUID; write its bytes with colons, the two of the type first, like 00:03:00:01:d0:fc:d0:7c:85:30",
                "mwan.yaml:41:21: wans[1].mappings[0].internal: 10.250.251.2 is outside lan.ipv4 10.250.250.0/29",
                "mwan.yaml:49:11: wans[2].tier: 100 is not a whole number from 1 to 99",
                "mwan.yaml:51:24: wans[2].health.timeout: the timeout 8s must be shorter than the interval 5s, or rounds overlap",
                "mwan.yaml:56:11: tunnels[0].over: there is no WAN 'monkeybrain'; did you mean 'monkeybrains'?",
                "mwan.yaml:61:18: tunnels[0].peer.publicKey: this is not a WireGuard public key: 32 bytes are 44 characters of base64 that end with '='; this has 43 characters",
                "mwan.yaml:67:15: health.targets[0].icmp: '1.1.1.1.1' is not an IP address or a host name",
                "mwan.yaml:83:11: proxmox.memory: 64 is not a whole number of MiB from 1024 to 1048576",
            ],
            found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n...\n")]
    public void An_empty_file_is_said_to_be_empty(string text)
    {
        SiteReading reading = SiteFile.Parse(text, "mwan.yaml");

        Assert.Null(reading.Site);
        Assert.NotEmpty(reading.Diagnostics);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_a_finding()
    {
        SiteReading reading = SiteFile.Load("there-is-no-such-file.yaml");

        Assert.Null(reading.Site);
        Assert.Equal(
            "there-is-no-such-file.yaml:1:1: there is no such file; name another one, or copy the shipped mwan.yaml",
            Assert.Single(reading.Diagnostics).ToString());
    }

    [Fact]
    public void A_directory_in_place_of_the_file_is_a_finding()
    {
        SiteReading reading = SiteFile.Load(Path.GetTempPath());

        Assert.Null(reading.Site);
        Assert.Contains("cannot be read", Assert.Single(reading.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_found_where_they_are()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Sample.Text);
        bytes[Sample.Text.IndexOf("mwan", StringComparison.Ordinal)] = 0xe4;

        Assert.Equal(["3:9: byte 0xe4 is not UTF-8; save the file as UTF-8"], Load(bytes));
    }

    [Fact]
    public void UTF16_is_refused_by_name() =>
        Assert.Equal(["1:1: the file is in UTF-16; save it as UTF-8"], Load([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Sample.Text)]));

    [Fact]
    public void A_byte_order_mark_and_line_ends_of_Windows_do_no_harm() =>
        Assert.Empty(Load([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Sample.Text.ReplaceLineEndings("\r\n"))]));

    [Fact]
    public void What_the_YAML_library_itself_trips_over_is_a_finding() =>
        Assert.Equal(
            ["mwan.yaml:67:5: what follows is not valid YAML: check the indentation and the brackets, and put quotes around a value that holds ': ' or ' #'"],
            Sample.Findings(("{ icmp: 1.1.1.1 }", "{ icmp: 1.1.1.1 \t")));

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        SiteReading reading = SiteFile.Parse("appliance: " + new string('[', 5000), "mwan.yaml");

        Assert.Null(reading.Site);
        Assert.Contains("more than 32 levels of nesting", Assert.Single(reading.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_site_is_read_and_checked_in_well_under_100_ms()
    {
        string text = File.ReadAllText(Repository.File("mwan.yaml"));
        TimeSpan bound = TimeSpan.FromMilliseconds(50);
        TimeSpan best = TimeSpan.MaxValue;

        // The time that it takes is the shortest; the others waited for a processor, too.
        for (int i = 0; i < 200 && best > bound; i++)
        {
            long start = Stopwatch.GetTimestamp();
            SiteFile.Parse(text, "mwan.yaml");
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        Assert.InRange(best, TimeSpan.Zero, bound);
    }

    // What is found in a file with these bytes, without the file's name.
    private static string[] Load(byte[] bytes)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            return [.. SiteFile.Load(path).Diagnostics.Select(d => d.ToString()[(path.Length + 1)..])];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
