using System.Buffers.Binary;
using System.Text;

namespace Mwan.Config.Kinds;

/// <summary>A public key as in sshd(8), AUTHORIZED_KEYS FILE FORMAT: <c>[OPTIONS] TYPE BASE64 [COMMENT]</c>.</summary>
internal static class SshKeyKind
{
    // RequiredRSASize of sshd_config(5) is 1024; NIST SP 800-131A has disallowed less than 2048 since 2014.
    private const int LeastRsaBits = 2048;

    private static readonly string[] Types =
    [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    public static readonly TextKind<string> Instance = new("an SSH public key", Read)
    {
        Examples = ["ssh-ed25519 AAAA... name@host"],
        Write = k => k,
    };

    private static string? Read(string text, out string? value)
    {
        value = text.Trim();
        if (value.AsSpan().ContainsAny('\n', '\r'))
        {
            return "an SSH public key is one line; write each key as an element of its own";
        }

        string[] words = WithoutOptions(value).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 || !Types.Contains(words[0], StringComparer.Ordinal))
        {
            return words is ["ssh-dss", ..]
                ? "DSA keys are refused by sshd; make another with 'ssh-keygen -t ed25519'"
                : $"this is not an SSH public key; it begins with {string.Join(", ", Types[..5])} or a key of a security token";
        }

        return words.Length is 1 ? $"'{words[0]}' is not followed by the key" : CheckBlob(words[0], words[1]);
    }

    // Options come first, without spaces except in double quotes.
    private static string WithoutOptions(string line)
    {
        if (Types.Any(t => line.StartsWith(t, StringComparison.Ordinal)) || line.StartsWith("ssh-dss", StringComparison.Ordinal))
        {
            return line;
        }

        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] is '"' && (i is 0 || line[i - 1] is not '\\');
            if (line[i] is ' ' && !quoted)
            {
                return line[(i + 1)..].TrimStart();
            }
        }

        return line;
    }

    // RFC 4253 section 6.6: a sequence of strings, the first of which repeats the type.
    private static string? CheckBlob(string type, string base64)
    {
        byte[] blob = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, blob, out int length))
        {
            return $"what follows '{type}' is not base64; was the key cut off while copying?";
        }

        ReadOnlySpan<byte> rest = blob.AsSpan(0, length);
        List<byte[]> strings = [];
        while (!rest.IsEmpty)
        {
            if (rest.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(rest) is uint size && size > rest.Length - 4)
            {
                return $"this {type} key is incomplete; was it cut off while copying?";
            }

            int end = 4 + (int)BinaryPrimitives.ReadUInt32BigEndian(rest);
            strings.Add(rest[4..end].ToArray());
            rest = rest[end..];
        }

        string inner = strings.Count is 0 ? "" : Encoding.ASCII.GetString(strings[0]);
        if (!string.Equals(inner, type, StringComparison.Ordinal))
        {
            return $"this key says '{type}' outside and '{inner}' inside; copy the whole line of the .pub file again";
        }

        return type switch
        {
            "ssh-ed25519" when strings is not [_, { Length: 32 }] => "an ssh-ed25519 key has 32 bytes; was it cut off while copying?",
            "ssh-rsa" when strings is not [_, _, { Length: > 0 }] => "this ssh-rsa key lacks its modulus; was it cut off while copying?",
            "ssh-rsa" when RsaBits(strings[2]) < LeastRsaBits => $"an RSA key of {RsaBits(strings[2])} bits is too weak; make another with 'ssh-keygen -t ed25519'",
            "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" when strings.Count is not 3 => $"this {type} key is incomplete; was it cut off while copying?",
            _ => null,
        };
    }

    private static int RsaBits(byte[] modulus)
    {
        ReadOnlySpan<byte> digits = modulus.AsSpan().TrimStart((byte)0);
        return digits.IsEmpty ? 0 : (digits.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount(digits[0]) + 24;
    }
}
