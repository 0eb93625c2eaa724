using System.Text.Json.Nodes;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Description;

/// <summary>A mapping with fixed keys.</summary>
internal sealed class SectionKind(Section section, string noun) : Kind<Values>
{
    public Section Section => section;

    public override string Noun => noun;

    public override IEnumerable<Section> Sections => [section];

    public override JsonObject Schema(Definitions definitions) => definitions.Reference(section);

    protected override Item<Values> ReadValue(Node node, Scope scope)
    {
        if (node is not MapNode map)
        {
            return WrongForm(node, scope);
        }

        Values values = new(section, scope.Parent, scope.Index, node.Place, scope.Path);
        foreach (Entry entry in map.Entries)
        {
            Scope inner = new(Scope.Join(scope.Path, entry.Key), scope.Report, values, scope.Index);
            if (section.Fields.FirstOrDefault(f => string.Equals(f.Key, entry.Key, StringComparison.Ordinal)) is Field field)
            {
                values.Add(field, field.Read(entry.Value, inner));
            }
            else
            {
                scope.Report.Error(entry.Place, inner.Path, UnknownKey.Explain(entry.Key, section));
            }
        }

        foreach (Field field in section.Fields.Where(f => f.IsRequired))
        {
            // What was misspelt is reported as such, and is not missing besides.
            if (!map.Entries.Any(e => string.Equals(e.Key, field.Key, StringComparison.Ordinal) || UnknownKey.Means(e.Key, field, section)))
            {
                scope.Report.Error(node.Place, Scope.Join(scope.Path, field.Key), $"this key is missing; write {field.Kind.Noun}");
            }
        }

        return scope.Given(node, values);
    }
}
