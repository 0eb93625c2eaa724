using System.Globalization;
using System.Text;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>A set or map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of the elements, for a map <c>KEY : VALUE</c>.</param>
/// <param name="Elements">Its elements, for a map <c>key : value</c>.</param>
/// <param name="Interval">Whether elements are prefixes; they may overlap.</param>
internal sealed record NftSet(string Name, string Type, IReadOnlyList<string> Elements, bool Interval = false)
{
    /// <summary>Writes the definition.</summary>
    public void Write(StringBuilder text)
    {
        string kind = Type.Contains(':', StringComparison.Ordinal) ? "map" : "set";
        _ = text.Append(CultureInfo.InvariantCulture, $"\n\t{kind} {Name} {{\n\t\ttype {Type}\n");
        if (Interval)
        {
            _ = text.Append("\t\tflags interval\n\t\tauto-merge\n");
        }

        if (Elements.Count > 0)
        {
            _ = text.Append("\t\telements = { ").AppendJoin(", ", Elements).Append(" }\n");
        }

        _ = text.Append("\t}\n");
    }
}
