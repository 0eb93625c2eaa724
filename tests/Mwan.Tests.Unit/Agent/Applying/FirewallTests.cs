using Mwan.Agent.Applying;
using Mwan.Agent.Planning.Ruleset;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Applying;

public sealed class FirewallTests : IDisposable
{
    private static readonly NftTable Plan = new([], [], [new NftChain("one", Hook: null, ["accept"])]);
    private static readonly NftTable Other = new([], [], [new NftChain("two", Hook: null, ["drop"])]);

    private readonly Kernel _kernel = new();
    private readonly Firewall _firewall;

    public FirewallTests() => _firewall = new Firewall(_kernel, () => _kernel.Generation, "/nonexistent");

    [Fact]
    public void A_table_is_missing_until_it_is_put_in()
    {
        Assert.True(_firewall.IsMissing);
        Assert.Equal(new FirewallChange(Replaced: true, Repaired: false, Error: null), _firewall.Apply(Plan));
        Assert.False(_firewall.IsMissing);
        Assert.Same(FirewallChange.None, _firewall.Apply(Plan));
    }

    [Fact]
    public void A_commit_to_another_table_is_no_matter()
    {
        _ = _firewall.Apply(Plan);
        _kernel.Generation++;
        Assert.Same(FirewallChange.None, _firewall.Apply(Plan));
    }

    [Fact]
    public void A_flush_is_repaired()
    {
        _ = _firewall.Apply(Plan);
        _kernel.Flush();
        Assert.True(_firewall.IsMissing);
        Assert.Equal(new FirewallChange(Replaced: true, Repaired: true, Error: null), _firewall.Apply(Plan));
    }

    [Fact]
    public void A_flush_at_the_moment_of_another_plan_is_no_secret()
    {
        _ = _firewall.Apply(Plan);
        _kernel.Flush();
        Assert.Equal(new FirewallChange(Replaced: true, Repaired: true, Error: null), _firewall.Apply(Other));
    }

    [Fact]
    public void Another_plan_alone_is_no_repair()
    {
        _ = _firewall.Apply(Plan);
        Assert.Equal(new FirewallChange(Replaced: true, Repaired: false, Error: null), _firewall.Apply(Other));
    }

    [Fact]
    public void A_kernel_that_tells_nothing_is_not_called_empty()
    {
        _kernel.Refuses = true;
        Assert.False(_firewall.IsMissing);
        Assert.Equal("refused", _firewall.Apply(Plan).Error);
    }

    public void Dispose() => _kernel.Dispose();

    /// <summary>Tables as nftables keeps them: what was put in is what is listed.</summary>
    private sealed class Kernel : INftables
    {
        private string? _table;

        public uint Generation { get; set; } = 1;

        public bool Refuses { get; set; }

        public void Flush()
        {
            _table = null;
            Generation++;
        }

        public NftResult Run(string commands)
        {
            if (Refuses)
            {
                return new NftResult("", "refused");
            }

            switch (commands)
            {
                case "list tables inet":
                    return new NftResult(_table is null ? "" : "table inet mwan\n", Error: null);
                case "list table inet mwan":
                    return _table is null ? new NftResult("", "No such file or directory") : new NftResult(_table, Error: null);
                case "list table inet baseline":
                    return new NftResult("", "No such file or directory");
                default:
                    _table = commands;
                    Generation++;
                    return new NftResult("", Error: null);
            }
        }

        public void Dispose()
        {
            // Nothing was opened.
        }
    }
}
