using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Mwan.Build.Lab;

/// <summary>The configuration of an ISP's servers: hostapd, kea, radvd, and what its port lets through. Pure.</summary>
internal static class IspFiles
{
    /// <summary>Seconds after which a lease is renewed: short, so that a change is seen soon.</summary>
    private const int Renew = 10;

    /// <summary>The DHCPv6 server's configuration.</summary>
    public const string Numbered = "dhcp6.json";

    /// <summary>The same after the ISP has renumbered.</summary>
    public const string Renumbered = "dhcp6-renumbered.json";

    /// <summary>The authenticator's configuration.</summary>
    public const string Accepting = "hostapd.conf";

    /// <summary>The same, refusing everybody.</summary>
    public const string Refusing = "hostapd-refusing.conf";

    public static string Directory(LabIsp isp) => "/etc/world/" + isp.Wan.Name;

    public static IEnumerable<WorldFile> Of(LabIsp isp, LabCertificates certificates)
    {
        string directory = Directory(isp);
        yield return new WorldFile($"{directory}/dhcp4.json", Dhcp4(isp));
        yield return new WorldFile($"{directory}/{Numbered}", Dhcp6(isp, isp.Delegation));
        yield return new WorldFile($"{directory}/{Renumbered}", Dhcp6(isp, isp.OtherDelegation));
        yield return new WorldFile($"{directory}/radvd.conf", Advertisements(isp));
        yield return new WorldFile($"{directory}/port.nft", Port(isp));
        if (isp.Wan.Authentication is not null)
        {
            yield return new WorldFile($"{directory}/ca.pem", certificates.Authority);
            yield return new WorldFile($"{directory}/server.pem", certificates.Server);
            yield return new WorldFile($"{directory}/server.key", certificates.ServerKey);
            yield return new WorldFile($"{directory}/eap_user", "* TLS\n");
            yield return new WorldFile($"{directory}/authorised", $"#!/bin/sh\nexec ip netns exec {isp.Namespace} /usr/lib/world/authorised \"$@\"\n");
            yield return new WorldFile($"{directory}/refused", "\"nobody\" TLS\n");
            yield return new WorldFile($"{directory}/{Accepting}", Authenticator(directory, "eap_user"));
            yield return new WorldFile($"{directory}/{Refusing}", Authenticator(directory, "refused"));
        }
    }

    // hostapd's own example file names these; use_pae_group_addr is what a wired supplicant expects.
    private static string Authenticator(string directory, string users) => $"""
        driver=wired
        interface=wan
        ctrl_interface=/run/world/hostapd
        logger_stdout=-1
        ieee8021x=1
        eapol_version=2
        use_pae_group_addr=1
        eap_reauth_period=0
        eap_server=1
        eap_user_file={directory}/{users}
        ca_cert={directory}/ca.pem
        server_cert={directory}/server.pem
        private_key={directory}/server.key

        """;

    private static string Dhcp4(LabIsp isp) => Kea("Dhcp4", isp, new JsonObject
    {
        ["subnet4"] = new JsonArray(new JsonObject
        {
            ["id"] = 1,
            ["subnet"] = isp.Network.ToString(),
            ["pools"] = new JsonArray(new JsonObject { ["pool"] = $"{isp.Lease}/32" }),
            ["option-data"] = new JsonArray(new JsonObject { ["name"] = "routers", ["data"] = isp.Gateway.ToString() }),
        }),
    });

    private static string Dhcp6(LabIsp isp, IPNetwork? delegated)
    {
        var subnet = new JsonObject
        {
            ["id"] = 1,
            ["subnet"] = isp.Network6.ToString(),
            ["interface"] = isp.Link,
            ["pools"] = new JsonArray(new JsonObject { ["pool"] = $"{isp.Lease6}/128" }),
        };
        if (delegated is { } delegation)
        {
            subnet["pd-pools"] = new JsonArray(new JsonObject
            {
                ["prefix"] = delegation.BaseAddress.ToString(),
                ["prefix-len"] = delegation.PrefixLength,
                ["delegated-len"] = delegation.PrefixLength,
            });
        }

        return Kea("Dhcp6", isp, new JsonObject
        {
            ["subnet6"] = new JsonArray(subnet),
            ["server-id"] = new JsonObject { ["type"] = "EN", ["enterprise-id"] = 32473, ["identifier"] = string.Create(CultureInfo.InvariantCulture, $"{isp.Index:x8}"), ["persist"] = false },
            ["preferred-lifetime"] = 4 * Renew,
            ["hooks-libraries"] = new JsonArray(new JsonObject
            {
                ["library"] = "/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_run_script.so",
                ["parameters"] = new JsonObject { ["name"] = "/usr/share/kea/scripts/delegated", ["sync"] = false },
            }),
        });
    }

    private static string Kea(string service, LabIsp isp, JsonObject own)
    {
        var settings = new JsonObject
        {
            ["interfaces-config"] = new JsonObject { ["interfaces"] = new JsonArray(isp.Link) },
            ["lease-database"] = new JsonObject { ["type"] = "memfile", ["persist"] = false },
            ["renew-timer"] = Renew,
            ["rebind-timer"] = 2 * Renew,
            ["valid-lifetime"] = 6 * Renew,
            ["loggers"] = new JsonArray(new JsonObject
            {
                ["name"] = service == "Dhcp4" ? "kea-dhcp4" : "kea-dhcp6",
                ["severity"] = "INFO",
                ["output-options"] = new JsonArray(new JsonObject { ["output"] = "stdout" }),
            }),
        };
        foreach ((string name, JsonNode? value) in own)
        {
            settings[name] = value?.DeepClone();
        }

        return new JsonObject { [service] = settings }.ToJsonString();
    }

    private static string Advertisements(LabIsp isp) => $$"""
        interface {{isp.Link}} {
            AdvSendAdvert on;
            AdvManagedFlag on;
            AdvOtherConfigFlag on;
            MinRtrAdvInterval 3;
            MaxRtrAdvInterval 10;
            AdvDefaultLifetime 60;
        };

        """;

    /// <summary>An ISP's port: nothing before it is authorised, and nothing with a source that is not the customer's (RFC 2827), which is counted.</summary>
    private static string Port(LabIsp isp)
    {
        string closed = isp.Wan.Authentication is null ? "" : $"iifname \"{isp.Link}\" ether saddr != @authorised counter name unauthorised drop";

        // DHCPv4 servers read and write raw frames, which pass by the other hooks.
        string silent = isp.Wan.Authentication is null ? "" : $$"""
            table netdev port {
                chain out {
                    type filter hook egress device "{{isp.Link}}" priority 0; policy drop;
                }
            }

            """;
        return silent + string.Create(CultureInfo.InvariantCulture, $$"""
            table inet port {
                set authorised { type ether_addr; }
                counter unauthorised { }
                counter spoofed { }
                chain input {
                    type filter hook input priority 0; policy accept;
                    {{closed}}
                }
                chain forward {
                    type filter hook forward priority 0; policy accept;
                    {{closed}}
                    iifname "{{isp.Link}}" ip saddr != { {{string.Join(", ", isp.Owned(AddressFamily.InterNetwork))}} } counter name spoofed drop
                    iifname "{{isp.Link}}" ip6 saddr != { {{string.Join(", ", isp.Owned(AddressFamily.InterNetworkV6))}} } counter name spoofed drop
                }
            }

            """);
    }
}
