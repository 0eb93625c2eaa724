using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mwan.Tests.Proxmox.Host.Guests;

/// <summary>What is on the disk of a scripted image: two slots, as on the real one.</summary>
internal sealed record ImageContent
{
    private const string Magic = "mwan stand-in\n";
    private const int Length = 1 << 16;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>What is in A and B.</summary>
    public required IReadOnlyList<ImageSlot> Slots { get; init; }

    /// <summary>Which of both boots next.</summary>
    public int Next { get; init; }

    /// <summary>The image as it is built: A full and good, B empty.</summary>
    public static ImageContent Of(string version, string configHash, Conduct conduct) =>
        new() { Slots = [new ImageSlot(version, configHash, conduct, TriesLeft: null), new ImageSlot(null, null, Conduct.Dead, TriesLeft: null)] };

    /// <summary>Reads it from a raw disk; null: the disk is no such image.</summary>
    public static ImageContent? Read(string disk)
    {
        using FileStream file = File.OpenRead(disk);
        byte[] bytes = new byte[Length];
        string text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false)).TrimEnd('\0');
        return text.StartsWith(Magic, StringComparison.Ordinal) ? JsonSerializer.Deserialize<ImageContent>(text[Magic.Length..], Json) : null;
    }

    /// <summary>Writes it to a raw disk.</summary>
    public void Write(string disk)
    {
        byte[] bytes = new byte[Length];
        byte[] text = Encoding.UTF8.GetBytes(Magic + JsonSerializer.Serialize(this, Json));
        text.CopyTo(bytes, 0);
        using FileStream file = File.Open(disk, FileMode.OpenOrCreate, FileAccess.Write);
        file.Write(bytes);
    }

    /// <summary>With another content of a slot.</summary>
    public ImageContent With(int slot, ImageSlot content) => this with { Slots = [.. Slots.Select((old, index) => index == slot ? content : old)] };
}
