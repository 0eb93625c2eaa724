using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mwan.Config.Kinds;

/// <summary>What stands for a secret without being one: public keys and password hashes.</summary>
internal static partial class SecretKinds
{
    /// <summary>Curve25519, 32 bytes (wg(8), CONFIGURATION FILE FORMAT). By its form a private key cannot be told from a public one.</summary>
    public static readonly TextKind<string> WireGuardPublicKey = new("a WireGuard public key, 32 bytes in base64", ReadWireGuard)
    {
        Pattern = "^[A-Za-z0-9+/]{43}=$",
    };

    private static readonly TextKind<string> Hash = new("a crypt(5) hash", ReadHash) { Pattern = @"^\$(y|gy|7|6|5|2b)\$" };

    /// <summary>The console: <c>root</c>, <c>off</c> or a hash.</summary>
    public static readonly WordKind<ConsoleSetting, ConsoleSetting> Console = new(
        "root",
        new ConsoleSetting(ConsoleAccess.Root),
        new WordKind<string, ConsoleSetting>("off", new ConsoleSetting(ConsoleAccess.Off), Hash, h => new ConsoleSetting(ConsoleAccess.Password, h)),
        c => c)
    {
        Write = c => c.Access is ConsoleAccess.Off ? JsonValue.Create("off") : null,
    };

    private static string? ReadWireGuard(string text, out string? value)
    {
        value = text;
        byte[] key = new byte[33];
        if (text.Length is not 44 || !Convert.TryFromBase64String(text, key, out int length) || length is not 32)
        {
            return $"this is not a WireGuard public key: 32 bytes are 44 characters of base64 that end with '='; this has {text.Length} characters";
        }

        return key.AsSpan(0, 32).ContainsAnyExcept((byte)0) ? null : "this key is all zeros; write the peer's public key, as 'wg show' prints it there";
    }

    // Never quotes what was written: it may be a password.
    private static string? ReadHash(string text, out string? value)
    {
        value = text;
        if (HashPattern().IsMatch(text))
        {
            return null;
        }

        return text switch
        {
            ['$', '1', '$', ..] or ['$', '2', 'a' or 'x' or 'y', '$', ..] => "this kind of hash is too weak (crypt(5)); make one with 'mkpasswd --method=yescrypt'",
            ['$', ..] => "this crypt(5) hash is incomplete; copy it whole and put single quotes around it",
            _ => "this is neither root nor off nor a crypt(5) hash; a password must never be in this file: make a hash with 'mkpasswd --method=yescrypt'",
        };
    }

    [GeneratedRegex(@"^(\$y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|\$gy\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|\$7\$[./A-Za-z0-9]{11,97}\$[./A-Za-z0-9]{43}|\$6\$(rounds=[1-9][0-9]+\$)?[^$:\n]{1,16}\$[./A-Za-z0-9]{86}|\$5\$(rounds=[1-9][0-9]+\$)?[^$:\n]{1,16}\$[./A-Za-z0-9]{43}|\$2b\$[0-9]{2}\$[./A-Za-z0-9]{53})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HashPattern();
}
