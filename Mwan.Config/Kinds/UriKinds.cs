namespace Mwan.Config.Kinds;

/// <summary>URLs.</summary>
internal static class UriKinds
{
    /// <summary>Probes know no TLS: a certificate that ran out must not look like a dead WAN.</summary>
    public static readonly TextKind<Uri> Http = Make(
        "an http URL", Uri.UriSchemeHttp, "http://connectivity-check.ubuntu.com/", "a probe knows no TLS; choose a URL that begins with http://");

    public static readonly TextKind<Uri> Https = Make(
        "an https URL", Uri.UriSchemeHttps, "https://releases.example.net/mwan/", "write one that begins with https://");

    /// <summary>The host as a resolver takes it: an IPv6 address without its brackets.</summary>
    public static string HostOf(Uri url) => url.Host.Trim('[', ']');

    // Uri keeps many a host that it cannot turn into the form that DNS knows, and throws when asked for it. A name in another script is
    // written as DNS has it, xn--...
    private static bool HasHost(string text, Uri url) =>
        text.All(char.IsAscii) && Uri.CheckHostName(HostOf(url)) is not UriHostNameType.Unknown;

    private static TextKind<Uri> Make(string noun, string scheme, string example, string otherScheme) => new(noun, (text, out value) =>
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out value!) || !HasHost(text, value))
        {
            return $"'{text}' is not {noun} like {example}";
        }

        return !string.Equals(value.Scheme, scheme, StringComparison.Ordinal) ? $"'{text}' is not {noun}; {otherScheme}"
            : value.UserInfo.Length > 0 ? "no user or password belongs into this file; write the URL without them"
            : null;
    })
    {
        Pattern = $"^{scheme}://",
        Examples = [example],
        Write = u => u.OriginalString,
    };
}
