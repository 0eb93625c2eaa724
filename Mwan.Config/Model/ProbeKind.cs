namespace Mwan.Config;

/// <summary>Protocol of a probe.</summary>
public enum ProbeKind
{
    /// <summary>ICMP or ICMPv6 echo.</summary>
    Icmp,

    /// <summary>TCP connect.</summary>
    Tcp,

    /// <summary>A DNS query over UDP.</summary>
    Dns,

    /// <summary>An HTTP HEAD request without TLS.</summary>
    Http,
}
