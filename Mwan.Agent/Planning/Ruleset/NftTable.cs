using System.Globalization;
using System.Text;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>The table <c>inet mwan</c> (nft(8)), which is always replaced as a whole.</summary>
/// <param name="Counters">Names of its counters.</param>
/// <param name="Sets">Its sets and maps.</param>
/// <param name="Chains">Its chains, each after those that it goes to.</param>
internal sealed record NftTable(IReadOnlyList<string> Counters, IReadOnlyList<NftSet> Sets, IReadOnlyList<NftChain> Chains)
{
    /// <summary>Name of the table.</summary>
    public const string Name = "inet mwan";

    /// <summary>The commands that put it in place of any other of its name, in one transaction.</summary>
    public string Replacement()
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"table {Name}\ndelete table {Name}\n\ntable {Name} {{\n");
        foreach (string counter in Counters)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\tcounter {counter} {{}}\n");
        }

        foreach (NftSet set in Sets)
        {
            set.Write(text);
        }

        foreach (NftChain chain in Chains)
        {
            chain.Write(text);
        }

        return text.Append("}\n").ToString();
    }
}
