using System.Globalization;
using System.Text;

namespace Mwan.Build.Packages;

/// <summary>
/// <c>mwan.lock</c>: every Debian package that goes into the image or makes it, by version and hash. Two builds with one lock use the
/// same bytes. <see cref="Date"/> is the time stamp of every file that the build writes (SOURCE_DATE_EPOCH).
/// </summary>
/// <param name="Date">When the packages were resolved.</param>
/// <param name="Packages">All sets, sorted.</param>
public sealed record PackageLock(DateTimeOffset Date, IReadOnlyList<LockedPackage> Packages)
{
    private const string DatePrefix = "date ";

    /// <summary>The packages of one set.</summary>
    public IReadOnlyList<LockedPackage> Set(string name) => [.. Packages.Where(p => p.Set == name)];

    /// <summary>SOURCE_DATE_EPOCH, in seconds since 1970.</summary>
    public string Epoch => Date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a lock file.</summary>
    /// <exception cref="BuildException">It is missing or a line of it is not understood.</exception>
    public static PackageLock Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new BuildException($"{path} is missing. Restore it from git, or make a new one with: dotnet cake --target=Lock");
        }

        DateTimeOffset? date = null;
        var packages = new List<LockedPackage>();
        var errors = new List<string>();
        foreach ((int number, string line) in File.ReadLines(path).Index())
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith(DatePrefix, StringComparison.Ordinal)
                && DateTimeOffset.TryParse(line.AsSpan(DatePrefix.Length), CultureInfo.InvariantCulture, out DateTimeOffset parsed))
            {
                date = parsed;
            }
            else if (line.Split(' ') is [var set, var name, var version, var architecture, var size, { Length: 64 } hash]
                && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
            {
                packages.Add(new LockedPackage(set, name, version, architecture, bytes, hash));
            }
            else
            {
                errors.Add($"{path}:{number + 1}: expected 'SET NAME VERSION ARCHITECTURE SIZE SHA256', found '{line}'");
            }
        }

        if (date is null)
        {
            errors.Add($"{path}: no line 'date YYYY-MM-DDTHH:MM:SSZ'");
        }

        return errors.Count == 0
            ? new PackageLock(date!.Value, packages)
            : throw new BuildException(string.Join('\n', errors) + "\nRestore the file from git, or make a new one with: dotnet cake --target=Lock");
    }

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder()
            .AppendLine("# The Debian packages of the image and of the tools that make it. Written by: dotnet cake --target=Lock")
            .AppendLine("# SET NAME VERSION ARCHITECTURE SIZE SHA256")
            .Append(DatePrefix).AppendLine(Date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        foreach (LockedPackage package in Packages)
        {
            text.Append(package).AppendLine();
        }

        return text.ToString();
    }
}
