using System.Globalization;

namespace Mwan.Build.Proxmox;

/// <summary>What the parts of one appliance are called on its host. All hangs on the number of the VM: a host may have several.</summary>
/// <param name="Vmid">Number of the VM.</param>
public sealed record ProxmoxNames(int Vmid)
{
    /// <summary>Tag of everything that belongs to any appliance: what people filter by.</summary>
    public const string Tag = "mwan";

    /// <summary>Tag of templates.</summary>
    public const string TemplateTag = "mwan-template";

    /// <summary>Serial number of the disk on which a release comes into the VM.</summary>
    public const string ReleaseSerial = "mwan-release";

    /// <summary>Where that disk is plugged in: the last place, which nothing else uses.</summary>
    public const string ReleaseDrive = "scsi30";

    /// <summary>The tag without which a VM is not touched.</summary>
    public string OwnTag => $"mwan-{Number}";

    /// <summary>Tags of the VM.</summary>
    public string Tags => $"{Tag};{OwnTag}";

    /// <summary>Tags of its templates.</summary>
    public string TemplateTags => $"{Tags};{TemplateTag}";

    /// <summary>Directory of the appliance on the host.</summary>
    public string Directory => $"/var/lib/mwan/{Number}";

    /// <summary>Says that the host is making a VM of this number for us: until it has its tag, nothing else does.</summary>
    public static string Claim(string directory, int vmid) => string.Create(CultureInfo.InvariantCulture, $"{directory}/making-{vmid}");

    /// <summary>Held by each step that changes something.</summary>
    public string Lock => $"{Directory}/lock";

    /// <summary>The whole disks that were put into the VM, oldest first: volume, version, checksum of the image.</summary>
    public string Disks => $"{Directory}/disks";

    /// <summary>What became of the last exchange of the whole disk: one line.</summary>
    public string SwapResult => $"{Directory}/swap.result";

    /// <summary>The script that exchanges the whole disk.</summary>
    public string SwapScript => $"{Directory}/swap.sh";

    /// <summary>What it is to do: assignments of the shell.</summary>
    public string SwapOrder => $"{Directory}/swap.order";

    /// <summary>The unit that runs it, on the host until there is a result.</summary>
    public string SwapUnit => $"mwan-{Number}-swap.service";

    /// <summary>Where that unit lies.</summary>
    public string SwapUnitFile => $"/etc/systemd/system/{SwapUnit}";

    /// <summary>Checksum of the certificates that were imported last.</summary>
    public string Certificates => $"{Directory}/certificates";

    /// <summary>The unit that sets the virtual functions.</summary>
    public string FunctionsUnit => $"mwan-{Number}-functions.service";

    /// <summary>Where that unit lies.</summary>
    public string FunctionsUnitFile => $"/etc/systemd/system/{FunctionsUnit}";

    /// <summary>What it runs.</summary>
    public string FunctionsScript => $"/usr/local/lib/mwan/functions-{Number}.sh";

    private string Number => Vmid.ToString(CultureInfo.InvariantCulture);
}
