using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>YAML that is more or less than a configuration needs. Each row: what stands in the sample, what stands there instead, and all that is found.</summary>
public sealed class YamlTests
{
    public static TheoryData<string, string, string[]> Rows => new()
    {
        {
            "appliance:",
            "appliance: &a",
            ["mwan.yaml:2:12: appliance: '&a' is a YAML anchor; delete it and write the value out where it is needed"]
        },
        {
            "  port: net1",
            "  port: *a",
            ["mwan.yaml:15:9: lan.port: '*a' is a YAML alias; write the value out"]
        },
        {
            "  memory: 2048",
            "  memory: !!int 2048",
            ["mwan.yaml:83:11: proxmox.memory: 'tag:yaml.org,2002:int' is a YAML tag; delete it, the meaning of a value follows from its key"]
        },
        {
            "  memory: 2048",
            "  memory: 2048\n  memory: 1024",
            ["mwan.yaml:84:3: proxmox.memory: this key is already on line 83; keep one of them"]
        },
        {
            "  memory: 2048",
            "\tmemory: 2048",
            ["mwan.yaml:83:1: this line is indented with a tab; YAML wants spaces"]
        },
        {
            "    hostpci1: \"0000:06:00.0\"\n",
            "    hostpci1: \"0000:06:00.0\"\n---\nmore: 1\n",
            ["mwan.yaml:88:1: a second YAML document begins here; put everything into one and delete this '---'"]
        },
        {
            "proxmox:\n",
            "proxmox:\n  ? [a, b]\n  : 1\n",
            ["mwan.yaml:79:5: proxmox: a key must be a plain word"]
        },
        {
            "lan:\n",
            "lan: {\n",
            ["mwan.yaml:16:12: this is not valid YAML (While parsing a flow mapping, did not find expected ',' or '}'): check the indentation and the brackets, and put quotes around a value that holds ': ' or ' #'"]
        },
        {
            "  memory: 2048",
            "  memory:",
            ["mwan.yaml:83:10: proxmox.memory: there is no value here; write a whole number of MiB from 1024 to 1048576, or delete the key"]
        },
        {
            "  name: mwan",
            "  name: [\"mwan\"]",
            ["mwan.yaml:3:9: appliance.name: a list is too much here; write a host name of letters, digits and hyphens, at most 63"]
        },
        {
            "sshKeys:\n    - ",
            "sshKeys: ",
            ["mwan.yaml:11:12: management.sshKeys: write a list of SSH public keys here"]
        },
        {
            "  router: { ipv4: 10.250.250.2, ipv6: \"3d06:bad:b01:fe::2\", linkLocal: learned }",
            "  router: 10.250.250.2",
            ["mwan.yaml:21:11: lan.router: write { ipv4: 10.250.250.2 } here"]
        },
        {
            "timeServers: [time.cloudflare.com, pool.ntp.org]",
            "timeServers: []",
            ["mwan.yaml:76:14: timeServers: the list of names or addresses needs at least 1"]
        },
        {
            "  name: mwan\n",
            "  name: mw\u0001an\n",
            ["mwan.yaml:3:11: character 0x01 is not text; delete it"]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_is_not_plain_YAML_is_refused_with_its_place(string original, string changed, string[] findings) =>
        Assert.Equal(findings, Sample.Findings((original, changed)));
}
