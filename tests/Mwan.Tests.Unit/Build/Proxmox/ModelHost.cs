using System.Collections.Immutable;
using System.Globalization;
using Mwan.Build.Proxmox;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary>What the commands of a step do to the facts, as <c>qm(1)</c> describes them. A command that it does not know is an error.</summary>
internal static class ModelHost
{
    private static readonly string[] NotOptions = ["full", "storage", "force", "purge", "destroy-unreferenced-disks", "target-disk", "timeout", "forceStop"];

    /// <summary>The facts after a step.</summary>
    public static HostFacts After(HostFacts facts, Step step) => step switch
    {
        UploadStep upload => facts with
        {
            Files = facts.Files.ToImmutableDictionary().SetItem(upload.Target, upload.Size),
            Uploaded = facts.Uploaded.ToImmutableDictionary().SetItem(upload.Target, upload.Sha256),
        },
        HostStep host => Commands(host.Script).Aggregate(facts, After),
        WaitStep { Goal: WaitGoal.Booted } => facts with { Guest = facts.Guest with { Answers = true } },
        WaitStep { Goal: WaitGoal.Healthy } => facts with { Guest = facts.Guest with { Findings = [] } },
        WaitStep { Goal: WaitGoal.Committed } wait => facts with
        {
            Guest = facts.Guest with { Version = wait.Version, Slots = [.. facts.Guest.Slots.Select(slot => slot with { Running = slot.Version == wait.Version, State = "good", TriesLeft = null })] },
        },
        _ => throw new InvalidOperationException(step.ToString()),
    };

    /// <summary>The commands of a script, each as words; what is quoted is one word, over lines as well.</summary>
    public static IEnumerable<string[]> Commands(string script)
    {
        List<string> words = [];
        string? word = null;
        bool quoted = false;
        foreach (char c in script + "\n")
        {
            if (c == '\'')
            {
                quoted = !quoted;
                word ??= "";
            }
            else if (quoted || !char.IsWhiteSpace(c))
            {
                word += c;
            }
            else
            {
                if (word is not null)
                {
                    words.Add(word);
                    word = null;
                }

                if (c == '\n' && words.Count > 0)
                {
                    yield return [.. words];
                    words = [];
                }
            }
        }
    }

    private static HostFacts After(HostFacts facts, string[] words) => words switch
    {
        ["touch", var file] => facts with { Claims = facts.Claims.Append(Claim(file)).ToHashSet() },
        ["rm", _, .. var files] => Delete(facts, files),
        ["qm", "create", var vmid, .. var options] => Put(facts, Number(vmid), Set(Empty(Number(vmid)), options)),
        ["qm", "set", var vmid, .. var options] => Put(facts, Number(vmid), Set(facts.Configs[Number(vmid)], options)),
        ["qm", "clone", var from, var to, .. var options] => Put(
            facts, Number(to), Set(new VmConfig(Number(to), facts.Configs[Number(from)].Options.Where(static pair => pair.Key != "template").ToDictionary(static pair => pair.Key, static pair => pair.Value.Replace("base-", "vm-", StringComparison.Ordinal), StringComparer.Ordinal)), options)),
        ["qm", "template", var vmid] => Put(facts, Number(vmid), Set(facts.Configs[Number(vmid)], ["--template", "1"])),
        ["qm", "disk", "import", var vmid, _, var storage, "--target-disk", var drive] => Put(facts, Number(vmid), Set(facts.Configs[Number(vmid)], [$"--{drive}", $"{storage}:vm-{vmid}-disk-1,size=1250M"])),
        ["qm", "unlock", var vmid] => Put(facts, Number(vmid), new VmConfig(Number(vmid), facts.Configs[Number(vmid)].Options.Where(static pair => pair.Key != "lock").ToDictionary(StringComparer.Ordinal))),
        ["qm", "destroy", var vmid, ..] => facts with
        {
            Configs = facts.Configs[Number(vmid)].Lock is null ? facts.Configs.ToImmutableDictionary().Remove(Number(vmid)) : throw new InvalidOperationException("locked"),
            Guests = [.. facts.Guests.Where(guest => guest.Vmid != Number(vmid))],
        },
        ["qm", "start", var vmid] => facts with { Guests = [.. facts.Guests.Where(guest => guest.Vmid != Number(vmid)), new ClusterGuest(Number(vmid), "qemu", facts.Node, "mwan", "running")] },
        ["qm", "disk", "unlink", var vmid, "--idlist", var drive, ..] => Put(facts, Number(vmid), new VmConfig(Number(vmid), facts.Configs[Number(vmid)].Options.Where(pair => pair.Key != drive).ToDictionary(StringComparer.Ordinal))),
        ["qm", "guest", "exec", _, "--timeout", _, "--", "sh", "-c", var script] when script.Contains("mwan upgrade", StringComparison.Ordinal) => facts with
        {
            Guest = facts.Guest with { Slots = [.. facts.Guest.Slots.Select(static slot => slot.Running ? slot : slot with { Version = "1.2.0", State = "on trial, 2 boots left", TriesLeft = 2 })] },
        },
        ["qm", "guest", "exec", .. var rest] => rest.Contains("reboot", StringComparer.Ordinal) || rest.Contains("--pass-stdin", StringComparer.Ordinal) ? facts : throw new InvalidOperationException(string.Join(' ', words)),
        ["echo", var sum, ">", var file] when file.EndsWith("/certificates", StringComparison.Ordinal) => facts with { Certificates = sum },
        ["tar", "-C", _, "-cf", var file, ..] => facts with { Files = facts.Files.ToImmutableDictionary().SetItem(file, 1) },
        _ => throw new InvalidOperationException($"Not modelled: {string.Join(' ', words)}"),
    };

    private static HostFacts Delete(HostFacts facts, string[] names) => facts with
    {
        Files = facts.Files.Where(file => !names.Any(name => file.Key == name || file.Key.StartsWith($"{name}/", StringComparison.Ordinal))).ToImmutableDictionary(),
        Uploaded = facts.Uploaded.Where(file => !names.Contains($"{Path.GetFileName(file.Key)}.sha256", StringComparer.Ordinal)).ToImmutableDictionary(),
        Claims = facts.Claims.Where(claim => !names.Any(name => name.EndsWith(string.Create(CultureInfo.InvariantCulture, $"making-{claim}"), StringComparison.Ordinal))).ToHashSet(),
    };

    private static HostFacts Put(HostFacts facts, int vmid, VmConfig config) => facts with
    {
        Configs = facts.Configs.ToImmutableDictionary().SetItem(vmid, config),
        Guests = facts.Guests.Any(guest => guest.Vmid == vmid) ? facts.Guests : [.. facts.Guests, new ClusterGuest(vmid, "qemu", facts.Node, "mwan", "stopped")],
    };

    private static VmConfig Empty(int vmid) => new(vmid, new Dictionary<string, string>(StringComparer.Ordinal) { ["meta"] = string.Create(CultureInfo.InvariantCulture, $"creation-qemu=9.2.0,ctime={1_750_000_000 + vmid}") });

    private static VmConfig Set(VmConfig config, string[] options)
    {
        Dictionary<string, string> set = config.Options.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        for (int i = 0; i + 1 < options.Length; i += 2)
        {
            string name = options[i][2..];
            string value = options[i + 1];
            if (name == "delete")
            {
                foreach (string gone in value.Split(','))
                {
                    set.Remove(gone);
                }
            }
            else if (!NotOptions.Contains(name, StringComparer.Ordinal))
            {
                set[name] = name switch
                {
                    "description" => Uri.EscapeDataString(value),
                    ['n', 'e', 't', ..] => value.Replace("virtio,", "virtio=BC:24:11:00:00:01,", StringComparison.Ordinal),
                    _ => value,
                };
            }
        }

        return new VmConfig(config.Vmid, set);
    }

    private static int Claim(string file) => Number(file[(file.LastIndexOf('-') + 1)..]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
