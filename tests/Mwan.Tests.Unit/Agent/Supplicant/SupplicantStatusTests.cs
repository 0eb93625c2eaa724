using Mwan.Agent.Observation;
using Mwan.Agent.Supplicant;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Supplicant;

public sealed class SupplicantStatusTests
{
    // As wpa_supplicant 2.10 prints it with -D wired, built from its sources.
    private const string Authenticated = """
        bssid=01:80:c2:00:00:03
        freq=0
        ssid=
        id=0
        mode=station
        pairwise_cipher=NONE
        group_cipher=NONE
        key_mgmt=IEEE 802.1X (no WPA)
        wpa_state=COMPLETED
        address=d0:fc:d0:7c:85:30
        Supplicant PAE state=AUTHENTICATED
        suppPortStatus=Authorized
        EAP state=SUCCESS
        selectedMethod=13 (EAP-TLS)
        eap_tls_version=TLSv1.2
        EAP TLS cipher=ECDHE-RSA-AES256-GCM-SHA384
        tls_session_reused=0
        uuid=5aa1bb6d-9b6f-5ec2-8e4e-1d0a43b4a7b0

        """;

    [Fact]
    public void An_open_port_has_no_reason()
    {
        SupplicantStatus status = SupplicantStatus.Parse(Authenticated);
        Assert.Equal(new SupplicantStatus(PortAuthorization.Authorized, "AUTHENTICATED", "SUCCESS", "COMPLETED"), status);
        Assert.Null(status.Reason("an old failure"));
    }

    [Theory]
    [InlineData("HELD", null, "the authenticator refused; the supplicant waits before it tries again")]
    [InlineData("HELD", "it was late", "it was late; the supplicant waits before it tries again")]
    [InlineData("CONNECTING", null, "the authenticator does not answer")]
    [InlineData("CONNECTING", "it was late", "it was late")]
    [InlineData("AUTHENTICATING", null, "authentication is under way")]
    [InlineData("LOGOFF", null, "the supplicant has logged off")]
    public void A_closed_port_has_a_reason_for_people(string pae, string? failure, string reason) =>
        Assert.Equal(reason, SupplicantStatus.Parse($"Supplicant PAE state={pae}\nsuppPortStatus=Unauthorized\n").Reason(failure));

    [Theory]
    [InlineData("")]
    [InlineData("FAIL\n")]
    [InlineData("UNKNOWN COMMAND\n")]
    [InlineData("suppPortStatus=Perhaps\n=\n==\n")]
    public void Nonsense_is_unknown(string text) => Assert.Equal(PortAuthorization.Unknown, SupplicantStatus.Parse(text).Port);

    [Theory]
    [InlineData("<3>CTRL-EVENT-EAP-SUCCESS EAP authentication completed successfully", SupplicantEventKind.Success, null)]
    [InlineData("<3>CTRL-EVENT-TERMINATING ", SupplicantEventKind.Ending, null)]
    [InlineData("<3>CTRL-EVENT-EAP-FAILURE EAP authentication failed", SupplicantEventKind.Failure, "the authenticator refused (EAP failure)")]
    [InlineData("<3>CTRL-EVENT-EAP-STARTED EAP authentication started", SupplicantEventKind.Other, null)]
    [InlineData("<3>CTRL-EVENT-EAP-STATUS status='started' parameter=''", SupplicantEventKind.Other, null)]
    [InlineData("<3>CTRL-EVENT-EAP-STATUS status='remote TLS alert' parameter='unknown CA'", SupplicantEventKind.Cause, "the authenticator does not take our certificate: TLS alert unknown CA")]
    [InlineData("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=4 depth=1 subject='/O=A's/CN=root' err='certificate has expired'", SupplicantEventKind.Cause, "the authenticator's certificate is refused: certificate has expired (/O=A's/CN=root)")]
    [InlineData("<", SupplicantEventKind.Other, null)]
    [InlineData("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=4 err='", SupplicantEventKind.Cause, "the authenticator's certificate is refused: no reason given")]
    internal void Events_are_understood(string text, SupplicantEventKind kind, string? failure) =>
        Assert.Equal(new SupplicantEvent(kind, failure), SupplicantEvent.Parse(text));
}
