using System.Globalization;
using Mwan.Build.Narration;

namespace Mwan.Build.Steps;

/// <summary>
/// What goes into a slot: <c>root.erofs</c>, its <c>root.verity</c> (dm-verity hash tree), <c>roothash</c>, and <c>os-release</c>.
/// </summary>
public static class SlotImage
{
    private const string Step = "slot";

    // lz4 rather than zstd, for a slow or emulated processor reads the root at every boot; the disk hardly grows, since the qcow2's own
    // clusters are compressed with zstd.
    private const string Compression = "-zlz4hc,level=9 -C32768 -Efragments --workers=2";

    private const string Compose = """
        release=$1 version=$2 commit=$3 config=$4
        cp -a /mnt/debian/root /mnt/step/tree
        cd /mnt/step/tree
        mkdir -p usr/lib/modules
        cp -a "/mnt/modules/$release" usr/lib/modules/
        cp -a --no-preserve=ownership /mnt/rendered/. .
        install -m 0755 /mnt/mwan usr/bin/mwan
        printf 'IMAGE_ID=mwan\nIMAGE_VERSION=%s\n' "$version" >> usr/lib/os-release
        mkdir -p usr/lib/mwan state
        printf 'MWAN_VERSION=%s\nMWAN_COMMIT=%s\nMWAN_CONFIG_HASH=%s\n' "$version" "$commit" "$config" > usr/lib/mwan/release
        systemd-sysusers --root=. 2>&1
        systemctl --root=. preset-all 2>&1
        [ -z "$ROOT_PASSWORD" ] || awk -F: -v OFS=: '$1 == "root" { $2 = ENVIRON["ROOT_PASSWORD"] } 1' etc/shadow > etc/shadow.new
        [ -z "$ROOT_PASSWORD" ] || cat etc/shadow.new > etc/shadow
        rm -f etc/shadow.new etc/passwd- etc/group- etc/shadow- etc/gshadow- etc/.pwd.lock
        cp usr/lib/os-release /mnt/step/os-release
        cd /mnt/step
        mkfs.erofs --quiet $COMPRESSION -T "$SOURCE_DATE_EPOCH" --all-time -U "$FS_UUID" root.erofs tree
        veritysetup format --salt="$SALT" --uuid="$FS_UUID" --root-hash-file=roothash root.erofs root.verity
        rm -rf tree
        """;

    /// <summary>The directory with the four files.</summary>
    public static async Task<string> GetAsync(
        BuildContext context, SlotInputs inputs, Release release, CancellationToken cancellationToken)
    {
        using var hash = new Cache.InputHash()
            .Add("root", Path.GetFileName(inputs.DebianRoot))
            .Add("kernel", Path.GetFileName(inputs.Kernel))
            .AddFile("agent", inputs.Agent)
            .AddDirectory("rendered", inputs.Rendered)
            .Add("tools", Path.GetFileName(inputs.Tools))
            .Add("password", inputs.RootPasswordHash ?? "")
            .Add("release", release.ToString())
            .Add("recipe", Compose + Compression);
        string key = hash.Key();
        return await context.Cache.GetAsync(
            Step,
            key,
            "root file system and its hash tree",
            (directory, report, token) => MakeAsync(context, inputs, release, key, directory, report, token),
            cancellationToken);
    }

    private static async Task MakeAsync(
        BuildContext context, SlotInputs inputs, Release release, string key, string directory, StepReport report, CancellationToken cancellationToken)
    {
        // UUID and salt from the inputs: the same bytes for the same build, other ones for another.
        string salt = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key)));
        string uuid = Guid.ParseExact(salt[..32], "N").ToString("D", CultureInfo.InvariantCulture);
        var compose = context.Tools(inputs.Tools)
            .Bind(directory, "/mnt/step")
            .ReadOnly(inputs.DebianRoot, "/mnt/debian")
            .ReadOnly(Path.Combine(inputs.Kernel, "modules"), "/mnt/modules")
            .ReadOnly(inputs.Rendered, "/mnt/rendered")
            .ReadOnly(inputs.Agent, "/mnt/mwan")
            .With("SALT", salt)
            .With("FS_UUID", uuid)
            .With("COMPRESSION", Compression)
            .With("ROOT_PASSWORD", inputs.RootPasswordHash ?? "")
            .Command("sh", "-euc", Compose, "sh", KernelTree.Release(inputs.Kernel), release.Version, release.Commit, release.ConfigHash)
            .LogTo(context.LogOf(Step));
        await compose.Telling(report.Now).RunAsync(cancellationToken);
    }
}
