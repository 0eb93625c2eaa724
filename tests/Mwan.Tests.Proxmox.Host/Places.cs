namespace Mwan.Tests.Proxmox.Host;

/// <summary>Where things lie on the stand-in.</summary>
internal static class Places
{
    /// <summary>What the stand-in keeps besides what a real host has.</summary>
    public const string Own = "/stand-in";

    /// <summary>The pipe at which calls are announced.</summary>
    public const string Door = $"{Own}/door";

    /// <summary>What has been asked of it, one JSON document a line.</summary>
    public const string Journal = $"{Own}/journal";

    /// <summary>How many steps have come by SSH.</summary>
    public const string Steps = $"{Own}/steps";

    /// <summary>What is to go wrong: <c>before N</c>, <c>after N</c>, <c>kill N</c> or <c>fail N</c>.</summary>
    public const string Plan = $"{Own}/plan";

    /// <summary>What a real host would not have survived, a line each.</summary>
    public const string Damage = $"{Own}/damage";

    /// <summary>How machines run: <c>scripted</c> or <c>qemu</c>.</summary>
    public const string Mode = $"{Own}/mode";

    /// <summary>How long scripted machines boot, and how long their gate takes, in milliseconds.</summary>
    public const string Pace = $"{Own}/pace";

    /// <summary>How many times faster than a clock <c>date +%s</c> runs, and since when.</summary>
    public const string Clock = $"{Own}/clock";

    /// <summary>The hardware, as JSON.</summary>
    public const string Hardware = $"{Own}/hardware.json";

    /// <summary>The Debian tree that its programs come from.</summary>
    public const string Tree = "/tree";

    /// <summary>Volumes of storages that are no directories.</summary>
    public const string Volumes = $"{Own}/volumes";

    /// <summary>Machines that run, a document each.</summary>
    public const string Running = $"{Own}/running";

    /// <summary>Files of the scripted guests.</summary>
    public const string Guests = $"{Own}/guests";

    /// <summary>Loaded units, a document each.</summary>
    public const string Units = $"{Own}/units";

    /// <summary>Output of units.</summary>
    public const string UnitJournals = $"{Own}/unit-journals";

    /// <summary>Configurations of virtual machines.</summary>
    public const string Configurations = "/etc/pve/nodes";

    /// <summary>qemu-server's run-time files.</summary>
    public const string VmLocks = "/var/lock/qemu-server";
}
