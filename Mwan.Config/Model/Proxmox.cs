namespace Mwan.Config;

/// <summary>The virtual machine and its host.</summary>
public sealed record Proxmox
{
    /// <summary>Host as <c>ssh</c> knows it.</summary>
    public required string Host { get; init; }

    /// <summary>VM number, 100-999999999.</summary>
    public required int Vmid { get; init; }

    /// <summary>First number of the templates, 100-999999999; <see cref="KeepTemplates"/> + 1 numbers from here on are theirs.</summary>
    public required int TemplateVmid { get; init; }

    /// <summary>Templates that are kept, at least 1.</summary>
    public required int KeepTemplates { get; init; }

    /// <summary>Storage of the disks.</summary>
    public required string Storage { get; init; }

    /// <summary>Virtual cores.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory in MiB, at least 512.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>Size of the state disk in GiB, at least 1.</summary>
    public required int StateDiskGiB { get; init; }

    /// <summary>Position in the start order of the host.</summary>
    public required int StartOrder { get; init; }

    /// <summary>Whether firmware without keys gets those of the project, and from then on boots only what they have signed.</summary>
    public required bool SecureBoot { get; init; }

    /// <summary>Bridge of each <c>netN</c>.</summary>
    public required IReadOnlyDictionary<string, string> Bridges { get; init; }

    /// <summary>Virtual functions that a NIC of the host is divided into, by its interface; what is not here: as many as are used.</summary>
    public IReadOnlyDictionary<string, int> VirtualFunctions { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Host device of each <c>hostpciN</c>.</summary>
    public required IReadOnlyDictionary<string, PassthroughDevice> Passthrough { get; init; }
}
