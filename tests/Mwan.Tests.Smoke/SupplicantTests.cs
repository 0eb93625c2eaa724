using Mwan.Build.Lab;
using Mwan.Config;
using Mwan.Tests.Smoke.Routers;
using Mwan.Tests.Smoke.Wire;
using Xunit;

namespace Mwan.Tests.Smoke;

[Collection(SharedRouterCollection.Name)]
public sealed class SupplicantTests(SharedRouter shared)
{
    private const string Slot = "/state/mwan/wpa";

    [Fact]
    public async Task The_supplicant_waits_for_its_certificates_and_starts_by_itself_when_they_are_there()
    {
        Router router = shared.Router;
        Wan wan = Bench.Site.Wans.First(candidate => candidate.Authentication is not null);
        string unit = $"supplicant@{wan.Interface}.service";
        Neighbour isp = router.Wans[wan.Name];
        Assert.Equal("inactive", (await router.Machine.RunAsync("systemctl", "is-active", unit)).Text);
        Assert.DoesNotContain(isp.Seen, IsEapol);
        Assert.Contains("none yet", await router.StatusAsync(), StringComparison.Ordinal);

        LabCertificates certificates = LabCertificates.Make("test client");
        await WriteAsync("ca.pem", certificates.Authority);
        await WriteAsync("client.pem", certificates.Client);
        Assert.Equal("inactive", (await router.Machine.RunAsync("systemctl", "is-active", unit)).Text);
        await WriteAsync("key.pem", certificates.ClientKey);

        await router.WaitForAsync(text => text == "active", TimeSpan.FromSeconds(120), "systemctl", "is-active", unit);
        Frame start = await isp.WaitForAsync(IsEapol, TimeSpan.FromSeconds(120));
        Assert.Null(start.Vlan);
        if (wan.Mac is string mac)
        {
            Assert.Equal(mac.Replace(":", "", StringComparison.Ordinal), start.Source.ToString(), ignoreCase: true);
        }

        await router.WaitForAsync(
            text => text.Contains("complete,", StringComparison.Ordinal), TimeSpan.FromSeconds(240), "mwan", "status");

        // Whatever changes while the change before it is being taken up is taken up too.
        await router.ScriptAsync($$"""
            for pause in 0 0.1 0.2 0.3 0.4 0.6 0.8; do
              touch {{Slot}}/.change
              sleep $pause
              rm {{Slot}}/.change
              read -r up _ < /proc/uptime
              changed=$(( ${up%.*}${up#*.} * 10000 )) tries=0
              until [ "$(systemctl show -P ExecMainStartTimestampMonotonic {{unit}})" -gt $changed ]; do
                tries=$(( tries + 1 ))
                [ $tries -lt 100 ] || { echo "after a pause of $pause s a change was missed"; exit 1; }
                sleep 0.2
              done
            done
            """);

        async Task WriteAsync(string name, string content)
        {
            await router.Machine.Guest.WriteFileAsync($"{Slot}/.{name}", System.Text.Encoding.ASCII.GetBytes(content));
            await router.ScriptAsync($"chmod 0600 {Slot}/.{name} && mv {Slot}/.{name} {Slot}/{name}");
        }
    }

    private static bool IsEapol(Frame frame) => frame.Type == EtherType.Eapol;
}
