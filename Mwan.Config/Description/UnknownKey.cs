namespace Mwan.Config.Description;

/// <summary>What to say about a key that a section does not have.</summary>
internal static class UnknownKey
{
    // Names under which people keep what must never be in this file.
    private static readonly string[] Secrets = ["privateKey", "presharedKey", "psk", "password", "passphrase", "secret", "key", "clientKey"];

    /// <summary>Whether an unknown key is probably this field.</summary>
    public static bool Means(string key, Field field, Section section) =>
        !section.Fields.Any(f => string.Equals(f.Key, key, StringComparison.Ordinal))
        && !Secrets.Contains(key, StringComparer.OrdinalIgnoreCase)
        && string.Equals(Nearest.Of(key, section.Fields.Select(f => f.Key)), field.Key, StringComparison.Ordinal);

    public static string Explain(string key, Section section)
    {
        if (Secrets.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            return "no secret belongs into this file, which ends up in an image that anyone may copy; WireGuard keys are made on the appliance"
                + " at first boot, certificates and their keys go to its state disk with 'mwan certs import'";
        }

        IReadOnlyList<string> keys = [.. section.Fields.Select(f => f.Key)];
        return Nearest.Of(key, keys) is string near
            ? $"there is no such key; did you mean '{near}'?"
            : $"there is no such key; {section.Name} has {string.Join(", ", keys)}";
    }
}
