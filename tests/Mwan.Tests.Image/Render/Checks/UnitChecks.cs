namespace Mwan.Tests.Image.Render.Checks;

/// <summary>Units, presets and the settings of PID 1.</summary>
internal static class UnitChecks
{
    private const string Units = "usr/lib/systemd/system";

    /// <summary>Every unit passes systemd-analyze(1), with all that the tree's own units and drop-ins add to it.</summary>
    public static async Task<IReadOnlyList<string>> VerifyAsync(RouterTree tree)
    {
        // The agent is laid into the image later, and stands in here.
        const string Script = """
            mkdir -p /run/systemd/system
            for unit in $(grep -l '^ExecStart=/usr/bin/mwan ' /usr/lib/systemd/system/*.service); do
                sed 's:^ExecStart=/usr/bin/mwan :ExecStart=/usr/bin/true :' "$unit" > "/run/systemd/system/${unit##*/}"
            done
            systemd-analyze verify --man=no "$@"
            """;
        string[] units =
        [
            .. tree.Files(Units, "*.*").Select(Path.GetFileName).Select(Instance)!,
            .. Directory.EnumerateDirectories(Path.Combine(tree.Rendered, "etc/systemd/system"), "*.d").Concat(
                    Directory.EnumerateDirectories(Path.Combine(tree.Rendered, Units), "*.d"))
                .Select(path => Instance(Path.GetFileNameWithoutExtension(path))),
        ];
        return await tree.LinesAsync(Script, units);
    }

    /// <summary>Every unit that a preset enables exists, and nothing else is enabled.</summary>
    public static async Task<IReadOnlyList<string>> PresetsAsync(RouterTree tree)
    {
        const string Script = """
            cp -a /etc/systemd /tmp/systemd
            mount --bind /tmp/systemd /etc/systemd
            systemctl preset-all --quiet 2>&1 | grep -vE 'is masked, ignoring|as a dependency to a non-existent unit' || true
            grep '^enable ' /usr/lib/systemd/system-preset/00-mwan.preset | while read -r _ unit instances; do
                for instance in ${instances:-''}; do
                    name=${unit%@*}${instance:+@$instance}.${unit##*.}
                    case $unit in *@*) ;; *) name=$unit;; esac
                    state=$(systemctl is-enabled "$name" 2>&1 || true)
                    case $state in enabled|alias|static|indirect) ;; *) echo "$name is enabled by the preset and $state";; esac
                done
            done
            """;
        return await tree.LinesAsync(Script);
    }

    /// <summary>The whole boot, as PID 1 would order it when all links are there at once, has no cycle.</summary>
    public static async Task<IReadOnlyList<string>> BootAsync(RouterTree tree)
    {
        // PID 1 plans it and does nothing, for which it must not be root.
        const string Script = """
            cp -a /etc/systemd /tmp/systemd
            mount --bind /tmp/systemd /etc/systemd
            systemctl preset-all --quiet > /dev/null 2>&1
            cp -P /etc/systemd/system/*.device.wants/* /etc/systemd/system/multi-user.target.wants
            mount -t cgroup2 cgroup2 /sys/fs/cgroup
            mkdir -p /run/systemd
            chmod 1777 /tmp /run/systemd
            cd /
            export HOME=/ SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info
            setpriv --reuid 65534 --clear-groups /usr/lib/systemd/systemd --test --system --unit=multi-user.target
            """;
        IReadOnlyList<string> lines = await tree.LinesAsync(Script);
        string[] complaints = [.. lines.Where(line => line.Contains("ordering cycle", StringComparison.Ordinal))];
        return lines.Any(line => line.StartsWith("Loaded units and determined initial transaction", StringComparison.Ordinal))
            ? complaints
            : ["PID 1 planned no boot.", .. lines];
    }

    // PID 1 alone reads system.conf; Debian's own copy lists every key that it knows.
    /// <summary>Every key of <c>system.conf.d</c> is one that this systemd knows.</summary>
    public static async Task<IReadOnlyList<string>> ManagerAsync(RouterTree tree)
    {
        const string Script = """
            sed -n 's/^\([A-Za-z]*\)=.*/\1/p' /etc/systemd/system.conf.d/mwan.conf | while read -r key; do
                grep -q "^#$key=" /etc/systemd/system.conf || echo "system.conf knows no $key"
            done
            """;
        return await tree.LinesAsync(Script);
    }

    private static string Instance(string? unit) => unit!.Replace("@.", "@x.", StringComparison.Ordinal);
}
