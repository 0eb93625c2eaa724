using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>JSON as Perl's <c>to_json(..., { pretty => 1, canonical => 1 })</c> prints it.</summary>
internal static class PerlJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object of texts and numbers; what is null is left out.</summary>
    public static string Object(params (string Name, object? Value)[] members) => "{\n" + string.Join(",\n", members.Where(static member => member.Value is not null)
        .OrderBy(static member => member.Name, StringComparer.Ordinal)
        .Select(static member => $"   \"{member.Name}\" : {(member.Value is int number ? number.ToString(CultureInfo.InvariantCulture) : JsonSerializer.Serialize((string)member.Value!, Relaxed))}")) + "\n}";
}
