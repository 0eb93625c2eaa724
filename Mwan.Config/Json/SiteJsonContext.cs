using System.Text.Json.Serialization;

namespace Mwan.Config;

[JsonSerializable(typeof(Site))]
internal sealed partial class SiteJsonContext : JsonSerializerContext;
