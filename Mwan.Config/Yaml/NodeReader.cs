using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mwan.Config.Yaml;

/// <summary>Reads one YAML document into nodes. Of YAML it takes what a configuration needs: no anchors, tags or second documents.</summary>
internal sealed class NodeReader(Parser parser, Report report)
{
    // Far deeper than any site, far shallower than the stack.
    private const int DeepestNesting = 32;

    private const string Remedy = "check the indentation and the brackets, and put quotes around a value that holds ': ' or ' #'";

    /// <summary>The document's root, or null if there is none or the text is not YAML.</summary>
    public static Node? Read(string text, Report report)
    {
        using StringReader input = new(text);
        Parser parser = new(new Scanner(input, skipComments: true));
        try
        {
            return new NodeReader(parser, report).ReadDocument();
        }
        catch (YamlException e)
        {
            report.Error(PlaceOf(e.Start), "", $"this is not valid YAML ({Sentence(e.Message)}): {Remedy}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 16.3 trips over some texts, such as an open brace before a tab at the end of a line.
            report.Error(PlaceOf(parser.Current?.End ?? Mark.Empty), "", $"what follows is not valid YAML: {Remedy}");
        }

        return null;
    }

    private static Place PlaceOf(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    // The library's messages say "(Line: 1, Col: 2, Idx: 3) - ..." in some versions and end with a full stop.
    private static string Sentence(string message)
    {
        int dash = message.StartsWith('(') ? message.IndexOf(") - ", StringComparison.Ordinal) : -1;
        return (dash < 0 ? message : message[(dash + 4)..]).TrimEnd('.').ReplaceLineEndings(" ");
    }

    private Node? ReadDocument()
    {
        parser.MoveNext();
        parser.MoveNext();
        if (parser.Current is not DocumentStart)
        {
            return null;
        }

        parser.MoveNext();
        Node root = ReadNode("", 0);
        parser.MoveNext();
        if (parser.Current is DocumentStart second)
        {
            report.Error(PlaceOf(second.Start), "", "a second YAML document begins here; put everything into one and delete this '---'");
        }

        return root;
    }

    // On entry the current event is the node's first, on return the first after it.
    private Node ReadNode(string path, int depth)
    {
        ParsingEvent current = parser.Current ?? throw new SemanticErrorException("the file ends too early");
        Place place = PlaceOf(current.Start);
        if (depth > DeepestNesting)
        {
            throw new SemanticErrorException(current.Start, current.End, $"more than {DeepestNesting} levels of nesting");
        }

        if (current is NodeEvent decorated)
        {
            RefuseDecoration(decorated, place, path);
        }

        switch (current)
        {
            case Scalar scalar:
                parser.MoveNext();
                return new TextNode(place, scalar.Value, scalar.Style is ScalarStyle.Plain);
            case SequenceStart:
                return ReadList(place, path, depth);
            case MappingStart:
                return ReadMap(place, path, depth);
            case AnchorAlias alias:
                parser.MoveNext();
                report.Error(place, path, $"'*{alias.Value}' is a YAML alias; write the value out");
                return new RefusedNode(place);
            default:
                throw new SemanticErrorException(current.Start, current.End, "a value is missing");
        }
    }

    private void RefuseDecoration(NodeEvent node, Place place, string path)
    {
        if (!node.Anchor.IsEmpty)
        {
            report.Error(place, path, $"'&{node.Anchor.Value}' is a YAML anchor; delete it and write the value out where it is needed");
        }

        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            report.Error(place, path, $"'{node.Tag.Value}' is a YAML tag; delete it, the meaning of a value follows from its key");
        }
    }

    private ListNode ReadList(Place place, string path, int depth)
    {
        parser.MoveNext();
        List<Node> items = [];
        while (parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
        }

        parser.MoveNext();
        return new ListNode(place, items);
    }

    private MapNode ReadMap(Place place, string path, int depth)
    {
        parser.MoveNext();
        Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
        while (parser.Current is not MappingEnd)
        {
            Node key = ReadNode(path, depth + 1);
            if (key is not TextNode text)
            {
                report.Error(key.Place, path, "a key must be a plain word");
                ReadNode(path, depth + 1);
                continue;
            }

            string child = path.Length is 0 ? text.Text : $"{path}.{text.Text}";
            Node value = ReadNode(child, depth + 1);
            if (!entries.TryAdd(text.Text, new Entry(text.Place, text.Text, value)))
            {
                report.Error(text.Place, child, $"this key is already on line {entries[text.Text].Place.Line}; keep one of them");
            }
        }

        parser.MoveNext();
        return new MapNode(place, [.. entries.Values]);
    }
}
