using System.Net.Sockets;
using Mwan.Agent.Planning.Ruleset;

namespace Mwan.Agent.Applying;

/// <summary>
/// Keeps the table <c>inet mwan</c> in the kernel as planned. Whether it still is what was put there is told by the generation of the
/// ruleset, which is cheap to read; only when somebody else committed since is the table listed and compared.
/// </summary>
/// <param name="nftables">Runs the commands.</param>
/// <param name="generation">Tells the generation.</param>
/// <param name="baseline">File with the table <c>inet baseline</c>, which a unit puts in before any link is up.</param>
internal sealed class Firewall(INftables nftables, Func<uint> generation, string baseline)
{
    private const string BaselineTable = "inet baseline";

    private string? _applied;
    private string? _listing;
    private uint _generation;

    /// <summary>Whether the kernel has no table of this name. Where it does not tell, it counts as having one.</summary>
    public bool IsMissing
    {
        get
        {
            try
            {
                return (_applied is null || generation() != _generation) && nftables.HasTable() is false;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>Puts the table there if it is not, and says what it did.</summary>
    public FirewallChange Apply(NftTable planned)
    {
        try
        {
            string commands = planned.Replacement();
            bool same = string.Equals(commands, _applied, StringComparison.Ordinal);
            uint before = generation();
            if (same && before == _generation)
            {
                return FirewallChange.None;
            }

            // Whoever flushes the ruleset takes the baseline away too, and then the box is open.
            bool open = List(BaselineTable) is null && File.Exists(baseline);
            bool changed = _applied is not null && before != _generation && (open || !string.Equals(List(NftTable.Name), _listing, StringComparison.Ordinal));
            if (same && !changed)
            {
                // Somebody changed another table.
                _generation = before;
                return FirewallChange.None;
            }

            NftResult result = nftables.Run(open ? $"{File.ReadAllText(baseline)}\n{commands}" : commands);
            if (result.Error is not null)
            {
                _applied = null;
                return new FirewallChange(Replaced: false, Repaired: false, result.Error);
            }

            // Read before the listing: a commit that comes between makes the next look list again.
            _generation = generation();
            _listing = List(NftTable.Name);
            _applied = commands;
            return new FirewallChange(Replaced: true, Repaired: changed, Error: null);
        }
        catch (SocketException exception)
        {
            return new FirewallChange(Replaced: false, Repaired: false, $"the kernel does not tell the ruleset's generation ({exception.Message})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new FirewallChange(Replaced: false, Repaired: false, $"the baseline cannot be read ({exception.Message})");
        }
    }

    private string? List(string table) => nftables.Run($"list table {table}") is { Error: null } result ? result.Output : null;
}
