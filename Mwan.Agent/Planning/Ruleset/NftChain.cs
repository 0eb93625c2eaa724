using System.Globalization;
using System.Text;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>A chain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hook">Where packets enter it, e.g. <c>type nat hook prerouting priority dstnat</c>; null: other chains go to it.</param>
/// <param name="Rules">Its rules.</param>
internal sealed record NftChain(string Name, string? Hook, IReadOnlyList<string> Rules)
{
    /// <summary>Writes the definition.</summary>
    public void Write(StringBuilder text)
    {
        _ = text.Append(CultureInfo.InvariantCulture, $"\n\tchain {Name} {{\n");
        if (Hook is not null)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\t\t{Hook}; policy accept;\n");
        }

        foreach (string rule in Rules)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\t\t{rule}\n");
        }

        _ = text.Append("\t}\n");
    }
}
