using System.Text;

namespace Mwan.Config.Yaml;

/// <summary>The bytes of a site file as text, or the reasons why they are none.</summary>
internal static class SourceText
{
    // A site with 32 WANs and 1,000 mappings has some 60 KiB.
    private const int LargestFile = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string? Load(string path, Report report)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > LargestFile)
            {
                report.Error(Place.Start, "", $"the file has {file.Length} bytes, a site at most {LargestFile}; is it the right file?");
                return null;
            }

            return Decode(File.ReadAllBytes(path), report);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            report.Error(Place.Start, "", "there is no such file; name another one, or copy the shipped mwan.yaml");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            report.Error(Place.Start, "", $"the file cannot be read ({e.Message.TrimEnd('.')}); check its permissions");
        }

        return null;
    }

    public static string? Decode(byte[] bytes, Report report)
    {
        if (bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            report.Error(Place.Start, "", "the file is in UTF-16; save it as UTF-8");
            return null;
        }

        int start = bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
        try
        {
            return Strict.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException e)
        {
            int bad = start + Math.Max(0, e.Index);
            report.Error(PlaceOf(bytes, bad), "", $"byte 0x{bytes[Math.Min(bad, bytes.Length - 1)]:x2} is not UTF-8; save the file as UTF-8");
            return null;
        }
    }

    /// <summary>Whether YAML can be tried on the text: no tab in an indentation and no control character.</summary>
    public static bool IsClean(string text, Report report)
    {
        bool clean = true;
        Place place = Place.Start;
        bool indenting = true;
        foreach (char c in text)
        {
            if (c is '\t' && indenting)
            {
                report.Error(place, "", "this line is indented with a tab; YAML wants spaces");
                (clean, indenting) = (false, false);
            }
            else if (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
            {
                report.Error(place, "", $"character 0x{(int)c:x2} is not text; delete it");
                clean = false;
            }

            indenting = c is '\n' || (indenting && c is ' ');
            place = c is '\n' ? new Place(place.Line + 1, 1) : place with { Column = place.Column + 1 };
        }

        return clean;
    }

    private static Place PlaceOf(byte[] bytes, int index)
    {
        ReadOnlySpan<byte> before = bytes.AsSpan(0, Math.Min(index, bytes.Length));
        return new Place(1 + before.Count((byte)'\n'), before.Length - before.LastIndexOf((byte)'\n'));
    }
}
