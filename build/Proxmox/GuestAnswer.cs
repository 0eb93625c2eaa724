using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mwan.Build.Proxmox;

/// <summary>What <c>qm guest exec</c> printed of a program in the VM.</summary>
/// <param name="ExitCode">Its exit code; null: it did not end in time, or was not started.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record GuestAnswer(int? ExitCode, string Output, string Errors)
{
    /// <summary>Reads it; what is no answer has no exit code.</summary>
    public static GuestAnswer Parse(string text) => Json(text) is JsonObject answer
        ? new GuestAnswer((int?)answer["exitcode"], (string?)answer["out-data"] ?? "", (string?)answer["err-data"] ?? "")
        : new GuestAnswer(ExitCode: null, "", text.Trim());

    /// <summary>A document that may be anything; null: it is none.</summary>
    public static JsonNode? Json(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
