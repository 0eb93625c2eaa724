using System.Text;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>The configuration of a machine in the text of <c>qm.conf(5)</c>: <c>key: value</c>, the description as comment, pending changes in a section.</summary>
internal sealed class VmConfig
{
    private const string PendingSection = "[PENDING]";

    private VmConfig(string id) => Id = id;

    /// <summary>Number of the machine.</summary>
    public string Id { get; }

    /// <summary>What holds.</summary>
    public SortedDictionary<string, string> Values { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>What will hold after the next start; a null value: the option is gone then.</summary>
    public SortedDictionary<string, string?> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate => Values.GetValueOrDefault("template") == "1";

    /// <summary>What will hold after the next start.</summary>
    public SortedDictionary<string, string> Future
    {
        get
        {
            SortedDictionary<string, string> future = new(Values, StringComparer.Ordinal);
            foreach ((string key, string? value) in Pending)
            {
                _ = future.Remove(key);
                if (value is not null)
                {
                    future[key] = value;
                }
            }

            return future;
        }
    }

    /// <summary>Where it is kept.</summary>
    public static string FileOf(string node, string id) => $"{Places.Configurations}/{node}/qemu-server/{id}.conf";

    /// <summary>An empty one.</summary>
    public static VmConfig Empty(string id) => new(id);

    /// <summary>Numbers of all machines, in order.</summary>
    public static IEnumerable<string> All(string node) => Directory.GetFiles($"{Places.Configurations}/{node}/qemu-server", "*.conf")
        .Select(static file => Path.GetFileNameWithoutExtension(file)).OrderBy(static id => id.Length).ThenBy(static id => id, StringComparer.Ordinal);

    /// <summary>Reads one.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static VmConfig Load(string node, string id)
    {
        string file = FileOf(node, id);
        return File.Exists(file) ? Parse(id, File.ReadAllText(file)) : throw new RefusedException($"Configuration file 'nodes/{node}/qemu-server/{id}.conf' does not exist");
    }

    /// <summary>Writes it.</summary>
    public void Save(string node)
    {
        // Whoever reads it meanwhile reads all of it.
        string file = FileOf(node, Id);
        File.WriteAllText($"{file}.new", ToText());
        File.Move($"{file}.new", file, overwrite: true);
    }

    /// <summary>Gives it what tells a new machine from all others: its UUID, its generation and when it was made.</summary>
    public void MarkAsNew()
    {
        Values["meta"] = $"creation-qemu=10.1.2,ctime={DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        Values["smbios1"] = $"uuid={Guid.NewGuid()}";
        Values["vmgenid"] = $"{Guid.NewGuid()}";
    }

    /// <summary>Makes the pending changes hold.</summary>
    public void ApplyPending()
    {
        foreach ((string key, string? value) in Pending)
        {
            Apply(key, value);
        }

        Pending.Clear();
    }

    /// <summary>Sets an option, or takes it away. A volume that no drive has any more becomes unused; one that a drive has is not.</summary>
    public void Apply(string key, string? value)
    {
        string? before = Values.GetValueOrDefault(key);
        _ = Values.Remove(key);
        if (value is not null)
        {
            Values[key] = value;
        }

        if (!ConfigKeys.IsDrive(key))
        {
            return;
        }

        if (value is not null && Values.FirstOrDefault(pair => ConfigKeys.IsUnused(pair.Key) && pair.Value == VolumeOf(value)).Key is { } taken)
        {
            _ = Values.Remove(taken);
        }

        if (before is not null && Storages.Storage.OwnerOf(VolumeOf(before)) == Id && !Values.Values.Any(other => VolumeOf(other) == VolumeOf(before)))
        {
            AddUnused(VolumeOf(before));
        }
    }

    /// <summary>Adds a volume that no drive has; the option's name.</summary>
    public string AddUnused(string volume)
    {
        string key = Enumerable.Range(0, 256).Select(static number => $"unused{number}").First(name => !Values.ContainsKey(name));
        Values[key] = volume;
        return key;
    }

    /// <summary>The volume of a drive's value.</summary>
    public static string VolumeOf(string value) => value.Split(',')[0];

    /// <summary>Text that stays on one line (<c>PVE::Tools::encode_text</c>).</summary>
    public static string Encode(string text)
    {
        StringBuilder encoded = new();
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            _ = unit < 32 || unit is (byte)'%' or (byte)':' or > 126 ? encoded.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{unit:X2}") : encoded.Append((char)unit);
        }

        return encoded.ToString();
    }

    private static VmConfig Parse(string id, string text)
    {
        VmConfig config = new(id);
        bool isPending = false;
        List<string> description = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line == PendingSection)
            {
                isPending = true;
            }
            else if (line[0] == '#')
            {
                description.Add(Uri.UnescapeDataString(line[1..]));
            }
            else
            {
                string[] pair = line.Split(": ", 2);
                if (pair.Length != 2)
                {
                    throw new RefusedException($"vm {id} - unable to parse config: {line}");
                }

                if (!isPending)
                {
                    config.Values[pair[0]] = pair[1];
                }
                else if (pair[0] == "delete")
                {
                    foreach (string gone in pair[1].Split(','))
                    {
                        config.Pending[gone] = null;
                    }
                }
                else
                {
                    config.Pending[pair[0]] = pair[1];
                }
            }
        }

        if (description.Count > 0)
        {
            config.Values["description"] = string.Join('\n', description);
        }

        return config;
    }

    private string ToText()
    {
        StringBuilder text = new();
        if (Values.TryGetValue("description", out string? description))
        {
            foreach (string line in description.Split('\n'))
            {
                _ = text.Append('#').Append(Encode(line)).Append('\n');
            }
        }

        foreach ((string key, string value) in Values.Where(static pair => pair.Key != "description"))
        {
            _ = text.Append(key).Append(": ").Append(value).Append('\n');
        }

        if (Pending.Count > 0)
        {
            _ = text.Append('\n').Append(PendingSection).Append('\n');
            foreach ((string key, string? value) in Pending.Where(static pair => pair.Value is not null))
            {
                _ = text.Append(key).Append(": ").Append(value).Append('\n');
            }

            string gone = string.Join(',', Pending.Where(static pair => pair.Value is null).Select(static pair => pair.Key));
            _ = gone.Length > 0 ? text.Append("delete: ").Append(gone).Append('\n') : text;
        }

        return text.ToString();
    }
}
