using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Netlink;
using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>Looks at everything, from the beginning each time. Only the state disk is asked in the background.</summary>
internal sealed class Observer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan UdevSettles = TimeSpan.FromMinutes(1);

    private readonly Layout _layout;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly NetlinkDump _network = new(Nl.NETLINK_ROUTE);
    private readonly SlowSource<StateReading> _state;
    private readonly Release _release;
    private readonly SiteIdentity _site;
    private readonly IReadOnlyList<Link> _links;
    private readonly bool _certificates;
    private readonly Site? _configuration;
    private IPAddress? _routerLinkLocal;
    private Boot _boot;

    /// <summary>Reads what cannot change while the box runs.</summary>
    /// <param name="layout">Where things lie.</param>
    /// <param name="loaded">The site.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called when the state disk has news.</param>
    public Observer(Layout layout, LoadedSite loaded, TimeProvider time, Action changed)
    {
        _layout = layout;
        _time = time;
        _started = time.GetTimestamp();
        _release = Release.Read(layout);
        _boot = Boot.Read(layout);
        _site = new SiteIdentity(loaded.Site?.Appliance.HostName, loaded.Problem, SmallFile.Text(layout.MachineId)) { WantsSecureBoot = loaded.Site?.Proxmox is { SecureBoot: true } };
        _configuration = loaded.Site;
        _links = loaded.Site is null ? [] : SiteLinks.Of(loaded.Site);
        _certificates = loaded.Site?.Wans.Any(wan => wan.Authentication is not null) == true;
        _state = new SlowSource<StateReading>(new StateReader(layout, _certificates, _release.Version).Read, Patience, Interval, time, changed);
    }

    /// <summary>What the kernel had when the world was last looked at.</summary>
    public NetworkSnapshot Network { get; private set; } = NetworkSnapshot.Empty;

    /// <summary>The world now.</summary>
    /// <exception cref="SocketException">The kernel does not tell its links.</exception>
    public World Look()
    {
        NetworkSnapshot network = Network = NetworkSnapshot.Read(_network);
        if (_configuration is not null)
        {
            // A neighbour that is quiet for long is forgotten by the kernel, and is no other neighbour for that.
            _routerLinkLocal = DownstreamLink.RouterLinkLocal(_configuration.Lan, network) ?? _routerLinkLocal;
        }

        Answer<StateReading> state = _state.Ask();
        if (_boot.RootPartitionUuid is null && _time.GetElapsedTime(_started) < UdevSettles)
        {
            // udev may not have seen the disk yet when the agent started.
            _boot = Boot.Read(_layout);
        }

        return new World
        {
            At = _time.GetUtcNow(),
            Release = _release,
            Site = _site,
            State = Merge(StateMount.Read(_layout), state),
            Certificates = _certificates ? Slot(state) : null,
            Upgrade = state.Value?.Upgrade,
            Links = SiteLinks.Observe(_links, network, Driver),
            Upstreams = _configuration is null ? [] : Upstreams.Observe(_configuration, network),
            ForeignTables = _configuration is null ? [] : ForeignTable.Of(_configuration, network),
            RouterLinkLocal = _routerLinkLocal,
            UnnamedInterfaces = SiteLinks.Unnamed(_links, network),
            Boot = _boot,
            ClockSynchronized = Synchronized(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private static StateDisk Merge(StateDisk mount, Answer<StateReading> state) => (mount.Kind, state.Late) switch
    {
        (StateKind.Volatile, _) => mount,
        (_, true) => mount with { Kind = StateKind.Unknown, Reason = "the disk does not answer" },
        _ => mount with { Use = state.Value?.Use },
    };

    private static CertificateSlot Slot(Answer<StateReading> state) =>
        state is { Late: false, Value.Certificates: { } slot } ? slot : new CertificateSlot { Read = false };

    private string? Driver(string name) => SmallFile.LinkTarget(Path.Combine(_layout.Sys, "class/net", name, "device/driver"));

    private DateTimeOffset? Synchronized()
    {
        FileInfo file = new(_layout.ClockSynchronized);
        return file.Exists ? new DateTimeOffset(file.LastWriteTimeUtc) : null;
    }
}
