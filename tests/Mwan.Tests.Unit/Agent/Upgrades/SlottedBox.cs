using System.CommandLine;
using System.Diagnostics;
using Mwan.Agent;
using Mwan.Agent.Commands;
using Mwan.Agent.Keeping;
using Mwan.Agent.Upgrades;
using Mwan.Config;

namespace Mwan.Tests.Unit.Agent.Upgrades;

/// <summary>A box that runs slot A, as the commands see it that change what boots, with stand-ins for the programs of the image. No agent answers.</summary>
internal sealed class SlottedBox : IDisposable
{
    // Written by a process of their own: one of another test that starts meanwhile would hold the file open, and the kernel runs none that is being
    // written. What is in the file meanwhile happens between a command's look at the slots and what it does with them; what is in the
    // file writing, while systemd-sysupdate writes.
    private const string Programs = """
        cd "$1"
        mkdir -p usr/bin usr/lib/systemd boot/EFI/Linux
        put() { { echo '#!/bin/sh'; echo "cd '$PWD' || exit 1"; cat; } > "$1"; chmod 755 "$1"; }
        put usr/bin/bootctl <<'END'
        echo "$PWD/boot"
        END
        put usr/bin/sync <<'END'
        END
        put usr/bin/systemctl <<'END'
        echo "$*" >> rebooted
        END
        put usr/bin/systemd-analyze <<'END'
        [ ! -e meanwhile ] || . ./meanwhile
        [ "$2" != "$3" ] || exit 0
        [ "$(printf '%s\n' "$2" "$3" | sort -V | tail -n 1)" = "$2" ] && exit 11
        exit 12
        END
        put usr/lib/systemd/systemd-sysupdate <<'END'
        [ ! -e writing ] || . ./writing
        echo "$*" > written
        ls run/mwan-upgrade/source/ >> written
        END
        """;

    private readonly TemporaryDirectory _root = new();

    /// <summary>Makes it.</summary>
    /// <param name="running">Version in slot A.</param>
    /// <param name="other">Version in slot B.</param>
    /// <param name="entries">What the boot loader finds.</param>
    public SlottedBox(string running, string other, params string[] entries)
    {
        using (Process shell = Process.Start("sh", ["-euc", Programs, "sh", _root.Path]))
        {
            shell.WaitForExit();
        }

        foreach (string entry in entries)
        {
            _ = _root.Write($"boot/EFI/Linux/{entry}", entry);
        }

        _ = Directory.CreateDirectory(_root.At("state/mwan"));
        _ = _root.Write("proc/self/mountinfo", "24 1 254:0 / / ro - erofs /dev/dm-0 ro\n");
        _ = _root.Write("proc/sys/kernel/random/boot_id", "boot now\n");
        _ = _root.Write("sys/dev/block/254:0/dm/uuid", "CRYPT-VERITY-0123-root\n");
        _ = _root.Write("sys/dev/block/254:0/slaves/sda2/size", "900000\n");
        _ = _root.Write("sys/class/block/sda2/dev", "8:2\n");
        _ = _root.Write("sys/class/block/sda4/dev", "8:4\n");
        _ = _root.Write("run/udev/data/b8:2", $"E:ID_PART_ENTRY_NAME=mwan_{running}\n");
        _ = _root.Write("run/udev/data/b8:4", $"E:ID_PART_ENTRY_NAME=mwan_{other}\n");
        _ = _root.Write("usr/lib/os-release", $"IMAGE_ID=mwan\nIMAGE_VERSION={running}\n");
        Site = ExampleSite.Value;
    }

    public Layout Layout => new(_root.Path);

    /// <summary>The site that its image was built for.</summary>
    public Site Site
    {
        get;
        set
        {
            field = value;
            _ = Directory.CreateDirectory(Path.GetDirectoryName(Layout.Config)!);
            File.WriteAllBytes(Layout.Config, SiteJson.Write(value));
        }
    }

    /// <summary>What the boot loader finds, sorted.</summary>
    public IEnumerable<string> Entries => Directory.EnumerateFiles(_root.At("boot/EFI/Linux")).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>What it remembers of its last upgrade; null: nothing.</summary>
    public UpgradeRecord? Record
    {
        get => Memory.Read();
        set => Memory.Write(value);
    }

    /// <summary>What was asked of systemd-sysupdate(8), then what it found, in lines; null: it was not run.</summary>
    public IReadOnlyList<string>? Written => File.Exists(_root.At("written")) ? File.ReadAllLines(_root.At("written")) : null;

    /// <summary>Whether it was told to restart.</summary>
    public bool Reboots => File.Exists(_root.At("rebooted"));

    public UpgradeMemory Memory => new(new StateFile(Layout.LastUpgrade));

    public string At(string path) => _root.At(path);

    public void Write(string path, string content) => _ = _root.Write(path, content);

    /// <summary>Runs a command of <c>mwan</c> on it.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new();
        await using StringWriter errors = new();
        int code = await MwanCommand.Create().Parse([.. arguments, "--root", _root.Path]).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }

    public void Dispose() => _root.Dispose();
}
