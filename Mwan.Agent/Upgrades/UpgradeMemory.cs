using System.Text.Json;
using Mwan.Agent.Keeping;

namespace Mwan.Agent.Upgrades;

/// <summary>The last upgrade on the state disk.</summary>
/// <param name="file">The file.</param>
internal sealed class UpgradeMemory(IStateFile file)
{
    /// <summary>Reads it; null: there was none, or it cannot be read, which costs no more than the comparison with it.</summary>
    public UpgradeRecord? Read()
    {
        try
        {
            return file.Read() is { } content && JsonSerializer.Deserialize(content, UpgradeJson.Default.UpgradeRecord) is { Schema: UpgradeRecord.CurrentSchema } record ? record : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers it; null: that there was none.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(UpgradeRecord? record) => file.Write(record is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(record, UpgradeJson.Default.UpgradeRecord));

    /// <summary>Takes away what is remembered.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk refuses.</exception>
    public void Forget() => file.Delete();
}
