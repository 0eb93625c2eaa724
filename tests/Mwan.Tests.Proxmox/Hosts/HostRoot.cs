using System.Text.Json;
using Mwan.Build.Machines;
using Mwan.Tests.Proxmox.Host;
using Mwan.Tests.Proxmox.Host.Hardware;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>The root directory of a stand-in: Debian's programs from the tools tree, those that the stand-in plays in their place, and a host's own files.</summary>
internal static class HostRoot
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Program = Private | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const string Storages = """
        dir: local
        	path /var/lib/vz
        	content iso,vztmpl,backup,snippets,import

        lvmthin: local-lvm
        	thinpool data
        	vgname pve
        	content rootdir,images

        dir: shelf
        	path /var/lib/shelf
        	content images

        dir: closed
        	path /var/lib/closed
        	content images
        	disable

        """;

    // Temporary names are random, so once in a while one holds whatever a script took for a placeholder of its own. Here each of them does.
    private const string Server = """
        HostKey /etc/ssh/host_key
        ListenAddress 127.0.0.1
        AuthorizedKeysFile /root/.ssh/authorized_keys
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        StrictModes no
        PidFile none
        MaxStartups 100
        MaxSessions 100
        LogLevel ERROR
        SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/tmp/ID
        Subsystem sftp /usr/lib/openssh/sftp-server

        """;

    /// <summary>Programs of a host that the stand-in plays.</summary>
    private static readonly string[] OnHost = ["qm", "pvesm", "pvesh", "pveversion", "ip", "systemctl", "systemd-run", "journalctl", "udevadm"];

    /// <summary>Programs inside of a scripted guest that it plays.</summary>
    private static readonly string[] InGuest = ["mwan", "systemctl", "reboot", "poweroff"];

    /// <summary>Makes it.</summary>
    public static void Make(string root, EmulatorTree tree, Machinery machinery)
    {
        string At(string path) => Path.Combine(root, path.TrimStart('/'));
        string[] directories =
        [
            "bin", "usr/bin", "usr/sbin", "usr/share", "usr/local/bin", "opt/guest/bin", "opt/stand-in/bin", "etc/ssh", "etc/systemd/system", "etc/pve/nodes/" + machinery.Node + "/qemu-server", "root/.ssh", "run/sshd",
            "tmp/ID", "var/lib/vz/images", "var/lib/shelf/images", "var/tmp", Places.VmLocks, Places.Volumes + "/local-lvm", Places.Running, Places.Guests, Places.Units, Places.UnitJournals, Places.Own + "/calls",
        ];
        Directory.Delete(Directory.CreateDirectory(At("bin")).FullName);
        foreach (string directory in directories.Skip(1))
        {
            Directory.CreateDirectory(At(directory));
        }

        foreach ((string link, string target) in (IEnumerable<(string, string)>)[("bin", "usr/bin"), ("sbin", "usr/sbin"), ("lib", "usr/lib"), ("lib64", "usr/lib64"), ("etc/alternatives", "/tree/etc/alternatives"), ("etc/pve/qemu-server", $"nodes/{machinery.Node}/qemu-server")])
        {
            File.CreateSymbolicLink(At(link), target);
        }

        Programs(tree, "usr/bin", At("usr/bin"), OnHost);
        Programs(tree, "usr/sbin", At("usr/sbin"), OnHost);
        Programs(tree, "usr/bin", At("opt/guest/bin"), InGuest);
        Programs(tree, "usr/sbin", At("opt/guest/bin"), InGuest);
        Programs(tree, "usr/share", At("usr/share"), []);
        Directory.CreateDirectory(At("usr/share/pve-edk2-firmware"));
        foreach (string firmware in (string[])["OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.fd"])
        {
            File.CreateSymbolicLink(At($"usr/share/pve-edk2-firmware/{firmware}"), $"/tree/usr/share/OVMF/{firmware}");
        }

        Copy("session.sh", At("opt/stand-in/bin/session"));
        Copy("call.sh", At("opt/stand-in/bin/session-begin"));
        foreach (string program in OnHost)
        {
            Copy("call.sh", At($"usr/sbin/{program}"));
        }

        foreach (string program in InGuest)
        {
            Copy("call.sh", At($"opt/guest/bin/{program}"));
        }

        // What counts minutes on the host need not take them here.
        File.Delete(At("usr/bin/date"));
        File.WriteAllText(At("usr/bin/date"), $"#!/bin/sh\nif [ \"$*\" = +%s ] && read -r speed start 2>/dev/null <{Places.Clock}; then now=$(/tree/usr/bin/date +%s); echo $((start + (now - start) * speed)); else exec /tree/usr/bin/date \"$@\"; fi\n");
        File.SetUnixFileMode(At("usr/bin/date"), Program);
        File.WriteAllText(At("etc/passwd"), "root:x:0:0:root:/root:/opt/stand-in/bin/session\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n");
        File.WriteAllText(At("etc/shadow"), "root:*:20000:0:99999:7:::\n");
        File.WriteAllText(At("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
        File.WriteAllText(At("etc/hosts"), "127.0.0.1 localhost\n");
        File.WriteAllText(At("etc/hostname"), machinery.Node + "\n");
        File.WriteAllText(At("etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
        File.WriteAllText(At("etc/ssh/sshd_config"), Server);
        File.WriteAllText(At(Storage.Configuration), Storages);
        File.WriteAllText(At(Places.Hardware), JsonSerializer.Serialize(machinery));
        File.WriteAllText(At(Places.Pace), "400 600");
        new Sysfs(root).Build(machinery);
    }

    private static void Programs(EmulatorTree tree, string from, string to, string[] except)
    {
        foreach (string name in Directory.EnumerateFileSystemEntries(tree.OnHost(from)).Select(static path => Path.GetFileName(path)).Where(name => !except.Contains(name, StringComparer.Ordinal)))
        {
            string link = Path.Combine(to, name);
            if (new FileInfo(link).LinkTarget is null)
            {
                File.CreateSymbolicLink(link, $"/tree/{from}/{name}");
            }
        }
    }

    private static void Copy(string script, string target)
    {
        File.Delete(target);
        File.Copy(Path.Combine(AppContext.BaseDirectory, script), target);
        File.SetUnixFileMode(target, Program);
    }
}
