using System.Globalization;
using System.Security.Cryptography;
using HandlebarsDotNet;
using Mwan.Build.Signing;

namespace Mwan.Build.Steps;

/// <summary>The disk: UKI, ESP and partitions, made by ukify and systemd-repart without a loop device.</summary>
public static class Disk
{
    private const string Step = "disk";

    private const string PrivateKey = "/mnt/keys/db.key";

    private const string Assemble = """
        version=$1 release=$2 cmdline=$3
        sign() {
            [ ! -e /mnt/keys ] || faketime -f "$(date --utc --date="@$SOURCE_DATE_EPOCH" '+%F %T')" \
                sbsign --key /mnt/keys/db.key --cert /mnt/keys/db.crt --output "$1" "$1"
        }
        mkdir -p /mnt/esp/EFI/Linux /mnt/esp/EFI/BOOT /mnt/esp/EFI/systemd /mnt/esp/loader
        ukify build --linux=/mnt/kernel/vmlinuz --initrd=/mnt/initrd --cmdline="$cmdline" \
            --os-release=@/mnt/slot/os-release --uname="$release" --output="/mnt/step/mwan_$version.efi"
        sign "/mnt/step/mwan_$version.efi"
        cp "/mnt/step/mwan_$version.efi" /mnt/esp/EFI/Linux/
        cp /usr/lib/systemd/boot/efi/systemd-bootx64.efi /mnt/esp/EFI/BOOT/BOOTX64.EFI
        sign /mnt/esp/EFI/BOOT/BOOTX64.EFI
        cp /mnt/esp/EFI/BOOT/BOOTX64.EFI /mnt/esp/EFI/systemd/systemd-bootx64.efi
        cp -r /mnt/loader/. /mnt/esp/
        if [ -e /mnt/enrolment ]; then
            mkdir -p /mnt/esp/loader/keys/auto
            cp /mnt/enrolment/* /mnt/esp/loader/keys/auto/
        fi
        find /mnt/esp -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
        systemd-repart --offline=yes --empty=create --size=auto --sector-size=512 --dry-run=no --seed="$SEED" \
            --definitions=/mnt/repart.d --json=short /mnt/step/disk.raw > /mnt/step/partitions.json
        """;

    /// <summary>The directory with <c>disk.raw</c>, <c>partitions.json</c> and the UKI.</summary>
    public static async Task<string> GetAsync(BuildContext context, DiskInputs inputs, Release release, CancellationToken cancellationToken)
    {
        string image = context.Workspace.Image;
        string rootHash = (await File.ReadAllTextAsync(Path.Combine(inputs.Slot, "roothash"), cancellationToken)).Trim();
        string commandLine = CommandLine(Path.Combine(image, "cmdline"), rootHash);
        using var hash = new Cache.InputHash()
            .Add("epoch", context.Lock.Epoch)
            .Add("tools", Path.GetFileName(inputs.Tools))
            .Add("kernel", Path.GetFileName(inputs.Kernel))
            .Add("initrd", Path.GetFileName(Path.GetDirectoryName(inputs.Initrd))!)
            .Add("slot", Path.GetFileName(inputs.Slot))
            .Add("cmdline", commandLine)
            .AddDirectory("repart.d", Path.Combine(image, "repart.d"))
            .AddDirectory("esp", Path.Combine(image, "esp"))
            .Add("version", release.Version)
            .Add("recipe", Assemble);
        (string File, string Path)[] signing = Signing(inputs);
        foreach ((string file, string path) in signing.Where(static mount => mount.Path != PrivateKey))
        {
            // What it says, not where it lies: keys are often links.
            _ = hash.Add(path, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken))));
        }

        return await context.Cache.GetAsync(
            Step,
            hash.Key(),
            "UKI, ESP and partitions",
            async (directory, report, token) =>
            {
                string definitions = Path.Combine(directory, "repart.d");
                RenderDefinitions(Path.Combine(image, "repart.d"), definitions, release.Version, rootHash);
                var assemble = context.Tools(inputs.Tools)
                    .Bind(directory, "/mnt/step")
                    .ReadOnly(inputs.Kernel, "/mnt/kernel")
                    .ReadOnly(inputs.Initrd, "/mnt/initrd")
                    .ReadOnly(inputs.Slot, "/mnt/slot")
                    .ReadOnly(Path.Combine(image, "esp"), "/mnt/loader")
                    .ReadOnly(definitions, "/mnt/repart.d");
                await signing
                    .Aggregate(assemble, static (sandbox, mount) => sandbox.ReadOnly(mount.File, mount.Path))
                    .With("SEED", Uuid(rootHash[16..48]))
                    .Command("sh", "-euc", Assemble, "sh", release.Version, KernelTree.Release(inputs.Kernel), commandLine)
                    .LogTo(context.LogOf(Step))
                    .Telling(report.Now)
                    .RunAsync(token);
                Directory.Delete(definitions, recursive: true);
            },
            cancellationToken);
    }

    /// <summary>The kernel's command line from <c>image/cmdline</c>: one or more options a line, <c>#</c> starts a comment.</summary>
    public static string CommandLine(string path, string rootHash) => string.Join(
        ' ',
        File.ReadLines(path).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#').Append($"roothash={rootHash}"));

    /// <summary>
    /// The definitions of repart.d(5), templates rendered. systemd-veritysetup-generator(8) finds the partitions by UUIDs that are the
    /// first and the last 128 bits of the root hash.
    /// </summary>
    private static void RenderDefinitions(string source, string target, string version, string rootHash)
    {
        Directory.CreateDirectory(target);
        var context = new { version, root = new { dataUuid = Uuid(rootHash[..32]), hashUuid = Uuid(rootHash[^32..]) } };
        foreach (string file in Directory.EnumerateFiles(source))
        {
            string text = File.ReadAllText(file);
            bool isTemplate = file.EndsWith(".hbs", StringComparison.Ordinal);
            string name = isTemplate ? Path.GetFileNameWithoutExtension(file) : Path.GetFileName(file);
            File.WriteAllText(Path.Combine(target, name), isTemplate ? Handlebars.Compile(text)(context) : text);
        }
    }

    // What boot loader and UKI are signed with, and what firmware without keys gets, at their paths in the sandbox.
    private static (string File, string Path)[] Signing(DiskInputs inputs)
    {
        SecureBootKeys keys = inputs.Keys;
        if (keys.Identity() is null)
        {
            return [];
        }

        IEnumerable<string> enrolment = inputs.Enrols ? keys.Enrolment : [];
        return [(keys.Key, PrivateKey), (keys.Certificate, "/mnt/keys/db.crt"), .. enrolment.Select(static file => (file, $"/mnt/enrolment/{Path.GetFileName(file)}"))];
    }

    private static string Uuid(string hex) => Guid.ParseExact(hex, "N").ToString("D", CultureInfo.InvariantCulture);
}
