using System.Text.Json.Serialization;

namespace Mwan.Agent.Upgrades;

/// <summary>JSON of upgrades, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpgradeRecord))]
[JsonSerializable(typeof(IReadOnlyList<SlotReport>))]
internal sealed partial class UpgradeJson : JsonSerializerContext;
