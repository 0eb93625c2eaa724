using Mwan.Config.Description;

namespace Mwan.Config.Kinds;

/// <summary>A probe target: <c>{ icmp: A }</c>, <c>{ tcp: "A:port" }</c>, <c>{ dns: A, name: N }</c> or <c>{ http: URL }</c>.</summary>
internal static class HealthTargetKind
{
    private static readonly Field<string> Icmp = Field.Optional(
        "icmp", NameKinds.Host, "another protocol is used", "Address that answers pings.");

    private static readonly Field<HostPort> Tcp = Field.Optional(
        "tcp", HostPortKind.Required, "another protocol is used", "Address and port that accept a connection.");

    private static readonly Field<HostPort> Dns = Field.Optional(
        "dns", HostPortKind.Optional, "another protocol is used", "Name server that answers a query over UDP.");

    private static readonly Field<Uri> Http = Field.Optional(
        "http", UriKinds.Http, "another protocol is used", "URL, without TLS, that answers a HEAD request.");

    private static readonly Field<string> Name = Field.Optional(
        "name", NameKinds.Domain, "no name (only `dns` has one)", "Name that the server in `dns` is asked for.");

    public static readonly BuiltKind<HealthTarget> Instance = new(
        new Section("target", "One probe: exactly one of `icmp`, `tcp`, `dns` and `http`.", Icmp, Tcp, Dns, Http, Name),
        "{ icmp: 192.0.2.1 }, { tcp: \"192.0.2.1:443\" }, { dns: 192.0.2.1, name: example.com } or { http: \"http://example.com/\" }",
        Build)
    {
        Write = Write,
    };

    private static HealthTarget? Build(Values values, Report report)
    {
        Item[] probes = [values.At(Icmp), values.At(Tcp), values.At(Dns), values.At(Http)];
        if (probes.Count(p => p.IsGiven || p.Origin is Origin.Bad) is not 1)
        {
            report.Error(values.Place, values.Path, "a target has exactly one of icmp, tcp, dns and http");
            return null;
        }

        Item<string> nameItem = values.At(Name);
        bool asksName = !values.At(Dns).IsAbsent;
        if (asksName && nameItem.IsAbsent)
        {
            report.Error(values.Place, Scope.Join(values.Path, Name.Key), "this key is missing; write the name that the server is asked for");
            return null;
        }

        if (!asksName && nameItem.IsGiven)
        {
            report.Error(nameItem, "only a target with dns has a name; delete it");
            return null;
        }

        return values.At(Icmp).Is(out string? host) ? new HealthTarget(ProbeKind.Icmp, host)
            : values.At(Tcp).Is(out HostPort? tcp) ? new HealthTarget(ProbeKind.Tcp, tcp.Host, tcp.Port)
            : values.At(Dns).Is(out HostPort? dns) && nameItem.Is(out string? name) ? new HealthTarget(ProbeKind.Dns, dns.Host, dns.Port, name)
            : values.At(Http).Is(out Uri? url) ? new HealthTarget(ProbeKind.Http, UriKinds.HostOf(url), url.IsDefaultPort ? null : url.Port, null, url.PathAndQuery)
            : null;
    }

    private static System.Text.Json.Nodes.JsonObject Write(HealthTarget target)
    {
        string host = target.Port is int port ? new HostPort(target.Host, port).ToString() : target.Host;
        System.Text.Json.Nodes.JsonObject json = target.Kind switch
        {
            ProbeKind.Icmp => new() { [Icmp.Key] = host },
            ProbeKind.Tcp => new() { [Tcp.Key] = host },
            ProbeKind.Dns => new() { [Dns.Key] = host },
            _ => new() { [Http.Key] = $"http://{host}{target.Path}" },
        };
        if (target.Name is string name)
        {
            json[Name.Key] = name;
        }

        return json;
    }
}
