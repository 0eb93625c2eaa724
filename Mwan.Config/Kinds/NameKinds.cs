using System.Text.RegularExpressions;

namespace Mwan.Config.Kinds;

/// <summary>Names of hosts, interfaces, members and what Proxmox calls its parts.</summary>
internal static partial class NameKinds
{
    /// <summary>IFNAMSIZ of linux/if.h, without the final zero.</summary>
    public const int LongestInterface = 15;

    public static readonly TextKind<string> Label = Matching(
        "a host name of letters, digits and hyphens, at most 63", LabelPattern, "mwan");

    public static readonly TextKind<string> Domain = Matching("a DNS domain", HostPattern, "example.net", 200);

    public static readonly TextKind<string> Member = Matching(
        "a name that begins with a letter, followed by letters, digits, '-' or '_', at most 15 characters", MemberPattern, "fibre");

    public static readonly TextKind<string> Interface = new(
        "an interface name that begins with a letter, followed by letters, digits, '-' or '_', at most 15 characters", ReadInterface)
    {
        Pattern = "^[A-Za-z][A-Za-z0-9_-]{0,14}$",
        Examples = ["enfibre0"],
        Write = n => n,
    };

    public static readonly TextKind<string> HostInterface = Matching("an interface name of the Proxmox host", HostInterfacePattern, "enp2s0f0np0");

    public static readonly TextKind<string> Bridge = Matching("a bridge of the Proxmox host", HostInterfacePattern, "vmbr0");

    public static readonly TextKind<string> Storage = Matching("a Proxmox storage", StoragePattern, "local-lvm");

    public static readonly TextKind<string> Driver = Matching("a kernel driver", DriverPattern, "iavf");

    public static readonly TextKind<string> SshHost = Matching("a host as ssh knows it, USER@HOST or HOST", SshHostPattern, "root@vault");

    public static readonly TextKind<string> Port = Matching("net0 to net31 or hostpci0 to hostpci15", PortPattern, "hostpci0");

    public static readonly TextKind<string> NetPort = Matching("net0 to net31", NetPortPattern, "net0");

    public static readonly TextKind<string> PassthroughPort = Matching("hostpci0 to hostpci15", PassthroughPortPattern, "hostpci0");

    /// <summary>An address or a DNS name.</summary>
    public static readonly TextKind<string> Host = new("an IP address or a host name", (text, out value) =>
    {
        value = AddressKinds.TryParse(text, out System.Net.IPAddress address) ? address.ToString() : text;
        return IsHost(text) ? null : $"'{text}' is not an IP address or a host name";
    })
    {
        Examples = ["time.example.net"],
        Write = h => h,
    };

    /// <summary>Whether the text is <c>netN</c> or <c>hostpciN</c>.</summary>
    public static bool IsPort(string text) => PortPattern().IsMatch(text);

    /// <summary>Whether the text is an address or a DNS name that is no half-written address.</summary>
    public static bool IsHost(string text) =>
        AddressKinds.TryParse(text, out _)
        || (text.Length <= 253 && HostPattern().IsMatch(text) && text.Any(char.IsAsciiLetter) && !char.IsAsciiDigit(text[^1]));

    public static TextKind<string> Matching(string noun, Func<Regex> pattern, string example, int longest = 255) =>
        new(noun, (text, out value) =>
        {
            value = text;
            return text.Length <= longest && pattern().IsMatch(text) ? null : $"'{text}' is not {noun}";
        })
        {
            Pattern = pattern().ToString().Replace(@"\z", "$", StringComparison.Ordinal),
            Examples = [example],
            Write = t => t,
        };

    private static string? ReadInterface(string text, out string? value)
    {
        value = text;
        if (text.Length > LongestInterface)
        {
            return $"'{text}' has {text.Length} characters; the kernel takes at most {LongestInterface}";
        }

        if (text is "lo" or "all" or "default")
        {
            return $"'{text}' has a meaning of its own in the kernel; choose another interface name";
        }

        return MemberPattern().IsMatch(text)
            ? null
            : $"'{text}' is not an interface name; begin with a letter and use letters, digits, '-' and '_'";
    }

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,14}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MemberPattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,14}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostInterfacePattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StoragePattern();

    [GeneratedRegex(@"^[a-z0-9_-]{1,32}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DriverPattern();

    [GeneratedRegex(@"^([A-Za-z_][A-Za-z0-9_.-]*@)?[A-Za-z0-9:][A-Za-z0-9_.:-]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SshHostPattern();

    [GeneratedRegex(@"^(net([0-9]|[12][0-9]|3[01])|hostpci([0-9]|1[0-5]))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PortPattern();

    [GeneratedRegex(@"^net([0-9]|[12][0-9]|3[01])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NetPortPattern();

    [GeneratedRegex(@"^hostpci([0-9]|1[0-5])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PassthroughPortPattern();
}
