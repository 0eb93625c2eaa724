using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of a WAN's <c>authentication</c>.</summary>
internal static class AuthenticationSection
{
    public static readonly Field<bool> Eap = Field.WithDefault("eap", new ChoiceKind<bool>(("tls", true)), true, "EAP method.");

    public static readonly Field<string> Identity = Field.Derived(
        "identity",
        new TextKind<string>("an EAP identity", ReadIdentity) { Examples = ["D0:FC:D0:7C:85:30"] },
        "the WAN's `mac` in upper case",
        FromMac,
        "EAP identity, for AT&T the MAC of the gateway that the certificates belong to.");

    public static readonly Field<bool> LegacyTls = Field.WithDefault(
        "legacyTls", FlagKind.Instance, false, "Whether TLS 1.0 and 1.1 and weak signatures are accepted, from this authenticator only.");

    public static readonly Section Section = new(
        "authentication",
        "802.1X. The certificates come into the slot on the state disk (`mwan certs import`), never into this file.",
        Eap,
        Identity,
        LegacyTls);

    public static readonly SectionKind Kind = new(Section, "{ eap: tls, identity: \"D0:FC:D0:7C:85:30\" }");

    private static string? ReadIdentity(string text, out string? value)
    {
        value = text;
        return text.Length > 253 ? "an EAP identity has at most 253 characters"
            : text.Any(c => char.IsControl(c) || c is '"' or '\\') ? "an EAP identity has no quotes, backslashes or control characters"
            : null;
    }

    private static bool FromMac(Values authentication, out string? identity)
    {
        identity = authentication.Parent!.At(WanSection.Mac).Is(out string? mac) ? mac.ToUpperInvariant() : null;
        return identity is not null;
    }
}
