using System.Globalization;

namespace Mwan.Config.Kinds;

/// <summary>A host with a port.</summary>
internal sealed record HostPort(string Host, int? Port)
{
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) && Port is not null ? $"[{Host}]" : Host;
        return Port is int port ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }
}
