using Mwan.Agent.Observation;

namespace Mwan.Agent.Supplicant;

/// <summary>The answer to the command STATUS: lines of <c>key=value</c> (wpa_supplicant's ctrl_iface.c and eapol_supp_sm.c).</summary>
/// <param name="Port">Whether the port is open, <c>suppPortStatus</c>.</param>
/// <param name="PaeState">State of the port access entity, e.g. <c>HELD</c>; null: the supplicant runs without one.</param>
/// <param name="EapState">State of EAP, e.g. <c>FAILURE</c>; null: as above.</param>
/// <param name="WpaState">State of the supplicant, e.g. <c>INTERFACE_DISABLED</c>; null: not told.</param>
internal sealed record SupplicantStatus(PortAuthorization Port, string? PaeState, string? EapState, string? WpaState)
{
    /// <summary>Whether the port is closed until somebody says LOGON.</summary>
    public bool IsLoggedOff => PaeState == "LOGOFF";

    /// <summary>Reads the answer; lines of another form are passed over.</summary>
    public static SupplicantStatus Parse(string text)
    {
        string? port = null;
        string? pae = null;
        string? eap = null;
        string? wpa = null;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            string value = line[(equals + 1)..];
            switch (equals < 0 ? "" : line[..equals])
            {
                case "suppPortStatus":
                    port = value;
                    break;
                case "Supplicant PAE state":
                    pae = value;
                    break;
                case "EAP state":
                    eap = value;
                    break;
                case "wpa_state":
                    wpa = value;
                    break;
                default:
                    break;
            }
        }

        return new SupplicantStatus(
            port switch
            {
                "Authorized" => PortAuthorization.Authorized,
                "Unauthorized" => PortAuthorization.Unauthorized,
                _ => PortAuthorization.Unknown,
            },
            pae,
            eap,
            wpa);
    }

    /// <summary>Why traffic does not pass, as the end of a sentence; null: it passes.</summary>
    /// <param name="failure">What went wrong last, see <see cref="SupplicantEvent"/>; null: nothing that is known.</param>
    public string? Reason(string? failure) => this switch
    {
        { Port: PortAuthorization.Authorized } => null,
        { WpaState: "INTERFACE_DISABLED" } => "the interface is turned off",
        { Port: PortAuthorization.Unknown } => "the supplicant does no 802.1X on this port: see its configuration",
        { PaeState: "HELD" } => $"{failure ?? "the authenticator refused"}; the supplicant waits before it tries again",
        { IsLoggedOff: true } => "the supplicant has logged off",
        { PaeState: "CONNECTING" or "DISCONNECTED" or null } => failure ?? "the authenticator does not answer",
        _ => failure ?? "authentication is under way",
    };
}
