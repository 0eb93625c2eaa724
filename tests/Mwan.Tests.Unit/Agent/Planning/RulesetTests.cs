using System.Diagnostics;
using Mwan.Agent.Health;
using Mwan.Agent.Planning;
using Mwan.Config;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Planning;

public sealed class RulesetTests
{
    private static readonly Site Three = Load("tests/sites/three-wans.yaml");

    [Theory]
    [InlineData("mwan.yaml")]
    [InlineData("tests/sites/one-wan.yaml")]
    [InlineData("tests/sites/other-lan.yaml")]
    [InlineData("tests/sites/three-wans.yaml")]
    public void Nft_takes_the_ruleset_of_every_site(string file)
    {
        Site site = Load(file);
        Check(Planner.Plan(site, PlanningWorld.Of(site)).Ruleset.Replacement());
        Check(Planner.Plan(site, PlanningWorld.Of(site) with { Upstreams = [] }).Ruleset.Replacement());
    }

    [Fact]
    public void Sources_are_sticky_where_the_site_says_so() =>
        Assert.Contains("meta mark set jhash ip saddr mod 9 seed 0x6d77616e map { 0-4 : 1, 5-7 : 2, 8 : 3 } goto save", Text(Three), StringComparison.Ordinal);

    [Fact]
    public void A_pin_to_a_member_that_is_down_is_refused_when_strict_and_passed_over_otherwise()
    {
        string down = Planner.Plan(Three, PlanningWorld.Of(Three).WithVerdict("fibre", Verdict.Unhealthy)).Ruleset.Replacement();
        Assert.Contains("meta nfproto ipv4 ip daddr @pin0_to4 counter name pin_refused reject", down, StringComparison.Ordinal);
        Assert.DoesNotContain("ip dscp 46 meta mark set", down, StringComparison.Ordinal);
        Assert.Contains("ip dscp 46 meta mark set 1 goto save", Text(Three), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_peer_forwards_is_taken_at_the_boxs_address_in_that_tunnel_alone()
    {
        string text = Text(Load("tests/sites/other-lan.yaml"));
        string chain = Chain(text, "in_3");
        Assert.Contains("ip daddr 10.66.0.2 tcp dport { 443, 8000-8010 } dnat ip to 192.0.2.30\n", chain, StringComparison.Ordinal);
        Assert.Contains("ip daddr 10.66.0.2 udp dport { 5060 } dnat ip to 192.0.2.18\n", chain, StringComparison.Ordinal);
        Assert.Contains("ip6 daddr fd66::2 tcp dport { 443 } dnat ip6 to 2001:db8:f:ffff::30\n", chain, StringComparison.Ordinal);
        Assert.DoesNotContain("dport", text.Replace(chain, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_are_no_larger_than_a_tunnel_takes_in_either_direction_and_family()
    {
        Site site = Load("mwan.yaml");
        string[] rules = [.. Chain(Text(site), "clamp").Split('\n').Where(static line => line.Contains("maxseg", StringComparison.Ordinal)).Select(static line => line.Trim())];
        Assert.Equal(
            from rule in new[] { ("iifname", "ipv4", 1380), ("iifname", "ipv6", 1360), ("oifname", "ipv4", 1380), ("oifname", "ipv6", 1360) }
            select $"{rule.Item1} \"wgvps0\" meta nfproto {rule.Item2} tcp flags & (syn | rst) == syn tcp option maxseg size > {rule.Item3} tcp option maxseg size set {rule.Item3}",
            rules,
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_subnet_is_balanced_over_the_members_whose_delegation_covers_it()
    {
        string text = Planner.Plan(Three, PlanningWorld.Of(Three).WithDelegation("cable", "2001:db8:7::/58")).Ruleset.Replacement();
        int longer = text.IndexOf("ip6 saddr fd00:99::/58 meta mark set jhash", StringComparison.Ordinal);
        int shorter = text.IndexOf("ip6 saddr fd00:99::/56 meta mark set 1 goto save", StringComparison.Ordinal);
        Assert.InRange(longer, 0, shorter);
    }

    private static string Text(Site site) => Planner.Plan(site, PlanningWorld.Of(site)).Ruleset.Replacement();

    private static string Chain(string text, string name)
    {
        int begin = text.IndexOf($"chain {name} {{", StringComparison.Ordinal);
        return text[begin..text.IndexOf("\t}\n", begin, StringComparison.Ordinal)];
    }

    private static Site Load(string file) =>
        SiteFile.Load(Repository.File(file)) is { Site: { } site } ? site : throw new InvalidOperationException($"{file} is not right.");

    // In a network of its own, and without putting anything in.
    private static void Check(string ruleset)
    {
        Assert.True(File.Exists("/usr/sbin/nft"), "install nftables to run this test");
        string[] unshare = Environment.IsPrivilegedProcess ? ["--net"] : ["--user", "--map-root-user", "--net"];
        using Process process = Process.Start(new ProcessStartInfo("unshare", [.. unshare, "--", "/usr/sbin/nft", "-c", "-f", "-"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true })!;
        process.StandardInput.Write(ruleset);
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", errors);
    }
}
