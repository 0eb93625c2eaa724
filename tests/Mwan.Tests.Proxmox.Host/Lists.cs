namespace Mwan.Tests.Proxmox.Host;

/// <summary>Options of commands, written as <c>name:kind</c>.</summary>
internal static class Lists
{
    /// <summary>Kinds by name, from words such as <c>full!</c> (a switch), <c>timeout#</c> (a number), <c>idlist+</c> (a list) or <c>name</c>.</summary>
    public static Func<string, OptionKind?> Of(params string[] words)
    {
        Dictionary<string, OptionKind> kinds = words.ToDictionary(
            static word => word.TrimEnd('!', '#', '+'),
            static word => word[^1] switch { '!' => OptionKind.Switch, '#' => OptionKind.Number, '+' => OptionKind.List, _ => OptionKind.Text },
            StringComparer.Ordinal);
        return name => kinds.TryGetValue(name, out OptionKind kind) ? kind : null;
    }
}
