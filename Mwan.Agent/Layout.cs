using System.Globalization;
using Mwan.Agent.Keeping;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent;

/// <summary>Where things lie in the image, below a root that is <c>/</c> except in tests.</summary>
/// <param name="Root">The root directory.</param>
internal sealed record Layout(string Root)
{
    /// <summary>The running system.</summary>
    public static Layout System { get; } = new("/");

    /// <summary>The resolved site, written by the builder.</summary>
    public string Config => At("usr/lib/mwan/config.json");

    /// <summary>What this image was built from, in the format of os-release(5).</summary>
    public string Release => At("usr/lib/mwan/release");

    /// <summary>os-release(5) of the image.</summary>
    public string OsRelease => At("usr/lib/os-release");

    /// <summary>machine-id(5).</summary>
    public string MachineId => At("etc/machine-id");

    /// <summary>The firewall that holds with or without the agent, the table <c>inet baseline</c>.</summary>
    public string Baseline => At("etc/nftables.conf");

    /// <summary>Mount point of the state disk.</summary>
    public string State => At("state");

    /// <summary>The certificate slot of 802.1X.</summary>
    public string CertificateSlot => At("state/mwan/wpa");

    /// <summary>The public keys of which one must have signed a release.</summary>
    public string ReleaseKeys => At("usr/lib/mwan/keys");

    /// <summary>Where an upgrade keeps what it fetches, in memory.</summary>
    public string UpgradeWork => At("run/mwan-upgrade");

    /// <summary>Locked by who changes the slots, see <see cref="Upgrades.SlotLock"/>.</summary>
    public string SlotLock => At("run/mwan-upgrade/slots");

    /// <summary>Where systemd-sysupdate looks for a release, see <c>sysupdate.d</c> of the image.</summary>
    public string UpgradeSource => At("run/mwan-upgrade/source");

    /// <summary>
    /// The last upgrade. What is on the state disk carries the version of its format in its name: an image may read what an older one
    /// left, and writes only files of its own, so that the older one finds them as they were when it comes back.
    /// </summary>
    public string LastUpgrade => At(string.Create(CultureInfo.InvariantCulture, $"state/mwan/upgrade-{UpgradeRecord.CurrentSchema}.json"));

    /// <summary>Locked by the agent that runs.</summary>
    public string AgentLock => At("run/mwan/agent.lock");

    /// <summary>The socket on which the agent answers.</summary>
    public string ControlSocket => At("run/mwan/agent.sock");

    /// <summary>The last verdicts and selection, for the agent's next run of the same boot.</summary>
    public string Verdicts => At("run/mwan/verdicts.json");

    /// <summary>The same on the state disk, for the next boot.</summary>
    public string KeptVerdicts => At(string.Create(CultureInfo.InvariantCulture, $"state/mwan/verdicts-{LastRunDocument.CurrentVersion}.json"));

    /// <summary>The system bus (D-Bus Specification, "Well-known Message Bus Instances").</summary>
    public string SystemBus => At("run/dbus/system_bus_socket");

    /// <summary>Where the supplicants' control sockets are, each named as its interface: <c>ctrl_interface</c> of the configuration.</summary>
    public string SupplicantSockets => At("run/wpa_supplicant");

    /// <summary>The journal's native socket.</summary>
    public string JournalSocket => At("run/systemd/journal/socket");

    /// <summary>Touched by timesyncd at each synchronisation, see systemd-timesyncd.service(8).</summary>
    public string ClockSynchronized => At("run/systemd/timesync/synchronized");

    /// <summary>proc_pid_mountinfo(5) of this process.</summary>
    public string MountInfo => At("proc/self/mountinfo");

    /// <summary>Kernel release, as <c>uname -r</c>.</summary>
    public string KernelRelease => At("proc/sys/kernel/osrelease");

    /// <summary>Identifier of this boot, a UUID of random(4).</summary>
    public string BootId => At("proc/sys/kernel/random/boot_id");

    /// <summary>sysfs(5).</summary>
    public string Sys => At("sys");

    /// <summary>The UEFI variable SecureBoot of the global vendor: four bytes of attributes, then 1 or 0.</summary>
    public string SecureBoot => At("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c");

    /// <summary>The UEFI variable in which the boot loader leaves the entry that it booted, if its boots are counted (systemd-boot(7)).</summary>
    public string BootCountPath => At("sys/firmware/efi/efivars/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f");

    /// <summary>Mount point of the EFI system partition.</summary>
    public string Boot => At("boot");

    /// <summary>The UEFI variable db of the image security database: four bytes of attributes, then lists of signatures.</summary>
    public string SignatureDatabase => At("sys/firmware/efi/efivars/db-d719b2cb-3d3a-4596-a3bc-dad00e67656f");

    /// <summary>A program of the image.</summary>
    public string Program(string name) => At($"usr/bin/{name}");

    /// <summary>systemd-sysupdate(8).</summary>
    public string Sysupdate => At("usr/lib/systemd/systemd-sysupdate");

    /// <summary>udev's record of a device, by <c>b</c> and its number.</summary>
    public string UdevData(string device) => At($"run/udev/data/b{device}");

    private string At(string path) => Path.Combine(Root, path);
}
