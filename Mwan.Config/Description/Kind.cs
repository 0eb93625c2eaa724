using System.Text.Json.Nodes;
using Mwan.Config.Schema;
using Mwan.Config.Yaml;

namespace Mwan.Config.Description;

/// <summary>What a value may be: reads it, and describes itself for the JSON Schema and the reference.</summary>
internal abstract class Kind
{
    /// <summary>In words, with an article: <c>a whole number from 1 to 4094</c>.</summary>
    public abstract string Noun { get; }

    /// <summary>Sections inside, which the reference describes on their own.</summary>
    public virtual IEnumerable<Section> Sections => [];

    /// <summary>As JSON Schema.</summary>
    public abstract JsonObject Schema(Definitions definitions);
}

/// <inheritdoc/>
internal abstract class Kind<T> : Kind
{
    // Whatever a key is called: the text of a secret must not even be quoted in a message.
    private const string PrivateKey =
        "this is a private key, which must never be in this file; if anyone else saw the file, replace the key."
        + " Public keys are in the file that ends with .pub; those of certificates go to the state disk with 'mwan certs import'";

    private const string Certificate = "certificates are not part of this file; bring them to the state disk with 'mwan certs import'";

    /// <summary>Reads a value; what is wrong goes into the scope's report.</summary>
    public Item<T> Read(Node node, Scope scope) => node switch
    {
        RefusedNode => scope.Nothing<T>(node),
        TextNode { IsNull: true } => scope.Bad<T>(node, $"there is no value here; write {Noun}, or delete the key"),
        TextNode { Text: string text } when text.Contains("PRIVATE KEY", StringComparison.Ordinal) => scope.Bad<T>(node, PrivateKey),
        TextNode { Text: string text } when text.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal) => scope.Bad<T>(node, Certificate),
        _ => ReadValue(node, scope),
    };

    /// <summary>A value as JSON, for the defaults in the schema and in the reference.</summary>
    public virtual JsonNode? Show(T value) => null;

    protected abstract Item<T> ReadValue(Node node, Scope scope);

    /// <summary>Reports a value of another form than this kind has.</summary>
    protected Item<T> WrongForm(Node node, Scope scope) => scope.Bad<T>(node, node switch
    {
        ListNode => $"a list is too much here; write {Noun}",
        MapNode => $"a mapping is too much here; write {Noun}",
        _ => $"write {Noun} here",
    });
}
