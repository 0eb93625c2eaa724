using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Mwan.Config.Releases;

/// <summary>
/// What a release is: <c>release.json</c>, beside the files that it names. The builder writes it and signs it, a running box reads it
/// before it reads anything else of the release.
/// </summary>
public sealed record ReleaseDocument
{
    /// <summary>The schema that this program writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Name of the document.</summary>
    public const string FileName = "release.json";

    /// <summary>
    /// Name of its signature: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017 section 8.2) of the document's bytes, as <c>openssl dgst -sha256
    /// -verify</c> reads it.
    /// </summary>
    public const string SignatureName = "release.json.sig";

    /// <summary>Always <see cref="ProductName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The only product.</summary>
    public const string ProductName = "mwan";

    /// <summary>Version of the format.</summary>
    public required int Schema { get; init; }

    /// <summary>Version of the image, in the UAPI Group's version format.</summary>
    public required string Version { get; init; }

    /// <summary>Debian's name of the processor architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>Host name of the appliance with its domain: a release holds one site's configuration.</summary>
    public required string Appliance { get; init; }

    /// <summary>Commit that it was built from.</summary>
    public required string Commit { get; init; }

    /// <summary>SHA-256 of the resolved site.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Root hash of dm-verity, 64 hexadecimal digits.</summary>
    public required string RootHash { get; init; }

    /// <summary>
    /// SHA-256 of the certificate (DER) with which its UKI is signed, 64 hexadecimal digits: firmware with Secure Boot has to know it. Null: the
    /// UKI is not signed.
    /// </summary>
    public string? SecureBoot { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<ReleaseFile> Files { get; init; }

    /// <summary>
    /// Whether a text can be a version: a digit, then letters, digits and <c>.-</c>, at most 31 characters, for a GPT name has 36. Of what the
    /// UAPI Group's "Version Format Specification" has besides, systemd-sysupdate takes neither <c>~</c> nor <c>^</c>; a plus sign would be
    /// read as the counter of a boot entry.
    /// </summary>
    public static bool IsVersion(string? version) =>
        version is { Length: > 0 and <= 31 } && char.IsAsciiDigit(version[0]) && version.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    /// <summary>Writes the document.</summary>
    public static byte[] Write(ReleaseDocument document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, ReleaseJson.Default.ReleaseDocument), (byte)'\n'];

    /// <summary>Reads what may be anything.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="document">The document.</param>
    /// <param name="problem">What is wrong with it, as a sentence without a full stop.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ReleaseDocument? document, [NotNullWhen(false)] out string? problem)
    {
        document = null;
        try
        {
            document = JsonSerializer.Deserialize(utf8, ReleaseJson.Default.ReleaseDocument);
        }
        catch (JsonException exception)
        {
            problem = $"{FileName} is damaged ({exception.Message.TrimEnd('.')})";
            return false;
        }

        problem = document switch
        {
            null => $"{FileName} is empty",
            { Name: not ProductName } => $"{FileName} is of another product",
            { Schema: not CurrentSchema } => string.Create(CultureInfo.InvariantCulture, $"{FileName} has schema {document.Schema} and this program reads {CurrentSchema}: upgrade to a release in between first"),
            { Version: var version } when !IsVersion(version) => $"{FileName} has a version that cannot be ({version})",
            { Files: null or [] } => $"{FileName} names no file",
            _ => document.Files.FirstOrDefault(static file => !IsSound(file)) is { } file ? $"{FileName} names a file that cannot be ({file?.Name})" : null,
        };
        if (problem is not null)
        {
            document = null;
        }

        return problem is null;
    }

    // An array may hold null, and a name anything, whatever the types say.
    private static bool IsSound(ReleaseFile? file) =>
        file is { Name.Length: > 0, Size: > 0, Sha256.Length: 64 } && file.Name[0] != '.' && !file.Name.Contains('/', StringComparison.Ordinal) && file.Sha256.All(char.IsAsciiHexDigitLower);
}
