using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mwan.Config.Releases;

/// <summary>
/// What is to be had where releases are: <c>index</c>, beside a directory for each version. It is one file with its signature in it, for
/// two files cannot be replaced at once: a line with the signature, then JSON, which is what was signed.
/// </summary>
public sealed record ReleaseIndex
{
    /// <summary>The schema that this program writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Name of the file.</summary>
    public const string FileName = "index";

    /// <summary>The channel that a site follows unless it says otherwise.</summary>
    public const string Stable = "stable";

    /// <summary>The channel of releases that are being tried.</summary>
    public const string Testing = "testing";

    private const string SignatureMark = "rsa-sha256 ";

    /// <summary>Always <see cref="ReleaseDocument.ProductName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the format.</summary>
    public required int Schema { get; init; }

    /// <summary>Host name of the appliance with its domain.</summary>
    public required string Appliance { get; init; }

    /// <summary>The version that each channel leads to, by the channel's name (<c>stable</c>, <c>testing</c>).</summary>
    public required IReadOnlyDictionary<string, string> Channels { get; init; }

    /// <summary>Name of the directory of a version.</summary>
    public static string DirectoryOf(string version) => $"mwan-{version}.update";

    /// <summary>Writes the file.</summary>
    /// <param name="index">The index.</param>
    /// <param name="sign">Signs bytes.</param>
    public static byte[] Write(ReleaseIndex index, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(sign);
        byte[] content = [.. JsonSerializer.SerializeToUtf8Bytes(index, ReleaseJson.Default.ReleaseIndex), (byte)'\n'];
        return [.. Encoding.ASCII.GetBytes($"{SignatureMark}{Convert.ToBase64String(sign(content))}\n"), .. content];
    }

    /// <summary>Reads what may be anything.</summary>
    /// <param name="file">The file.</param>
    /// <param name="verify">Whether a signature (second) is of these bytes (first).</param>
    /// <param name="index">The index.</param>
    /// <param name="problem">What is wrong with it, as a sentence without a full stop.</param>
    public static bool TryRead(byte[] file, Func<byte[], byte[], bool> verify, [NotNullWhen(true)] out ReleaseIndex? index, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(verify);
        index = null;
        int end = Array.IndexOf(file, (byte)'\n');
        string first = end < 0 ? "" : Encoding.ASCII.GetString(file, 0, end);
        byte[] signature = new byte[first.Length];
        if (!first.StartsWith(SignatureMark, StringComparison.Ordinal) || !Convert.TryFromBase64String(first[SignatureMark.Length..], signature, out int length))
        {
            problem = "the index is none: it does not begin with a signature";
            return false;
        }

        byte[] content = file[(end + 1)..];
        if (!verify(content, signature[..length]))
        {
            problem = "the index is not signed with a key that this image knows";
            return false;
        }

        try
        {
            index = JsonSerializer.Deserialize(content, ReleaseJson.Default.ReleaseIndex);
        }
        catch (JsonException exception)
        {
            problem = $"the index is damaged ({exception.Message.TrimEnd('.')})";
            return false;
        }

        problem = index switch
        {
            null or { Channels: null } => "the index is empty",
            { Name: not ReleaseDocument.ProductName } => "the index is of another product",
            { Schema: not CurrentSchema } => string.Create(CultureInfo.InvariantCulture, $"the index has schema {index.Schema} and this program reads {CurrentSchema}: upgrade to a release in between first"),
            _ => null,
        };
        index = problem is null ? index : null;
        return problem is null;
    }
}
