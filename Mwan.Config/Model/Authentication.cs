namespace Mwan.Config;

/// <summary>802.1X on a WAN. Certificates and keys come into the slot on the state disk, never into the image.</summary>
/// <param name="Identity">EAP identity, for AT&amp;T the MAC of the gateway that the certificates belong to.</param>
/// <param name="LegacyTls">Whether TLS 1.0 and 1.1 and weak signatures are accepted from this authenticator.</param>
public sealed record Authentication(string Identity, bool LegacyTls);
