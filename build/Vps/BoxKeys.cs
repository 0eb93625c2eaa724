using Mwan.Config;

namespace Mwan.Build.Vps;

/// <summary>The box's public keys, by tunnel, as <c>--box-key</c> gives them: each tunnel of a box has a key of its own.</summary>
public static class BoxKeys
{
    private const int KeyBytes = 32;
    private const int KeyCharacters = 44;

    /// <summary>Reads <c>KEY</c>, where there is one tunnel, and <c>TUNNEL=KEY</c>.</summary>
    /// <returns>Tunnel to key; tunnels without one are left out.</returns>
    /// <exception cref="BuildException">Every value that is wrong, and why.</exception>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyList<Tunnel> tunnels, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(tunnels);
        ArgumentNullException.ThrowIfNull(values);
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        List<string> mistakes = [];
        foreach (string value in values)
        {
            // A key ends with the only '=' that it has.
            int sign = value.IndexOf('=', StringComparison.Ordinal);
            bool isNamed = sign >= 0 && sign < value.Length - 1;
            string? name = isNamed ? value[..sign] : tunnels is [var only] ? only.Name : null;
            string key = isNamed ? value[(sign + 1)..] : value;
            if ((Wrong(tunnels, name, key) ?? (keys.TryAdd(name!, key) ? null : $"{name} has a key already; give each tunnel one")) is string wrong)
            {
                mistakes.Add($"--box-key={value}: {wrong}.");
            }
        }

        return mistakes.Count == 0 ? keys : throw new BuildException(string.Join(Environment.NewLine, mistakes));
    }

    private static string? Wrong(IReadOnlyList<Tunnel> tunnels, string? name, string key)
    {
        string names = string.Join(", ", tunnels.Select(static tunnel => tunnel.Name));
        return name is null ? $"the site has several tunnels ({names}); write TUNNEL=KEY"
            : !tunnels.Any(tunnel => string.Equals(tunnel.Name, name, StringComparison.Ordinal)) ? $"the site has no tunnel '{name}'; there is {names}"
            : IsKey(key) ? null
            : $"this is no WireGuard public key, 32 bytes as {KeyCharacters} characters of base64; copy the one that 'mwan status' shows on the box";
    }

    private static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 1];
        return text.Length == KeyCharacters && Convert.TryFromBase64String(text, bytes, out int length) && length == KeyBytes
            && bytes[..KeyBytes].ContainsAnyExcept((byte)0);
    }
}
