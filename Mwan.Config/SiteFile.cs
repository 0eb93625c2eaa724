using Mwan.Config.Description;
using Mwan.Config.Resolution;
using Mwan.Config.Rules;
using Mwan.Config.Sections;
using Mwan.Config.Yaml;

namespace Mwan.Config;

/// <summary>Reads the file in which a user describes a site. Nothing that the file contains makes it throw.</summary>
public static class SiteFile
{
    /// <summary>Reads and checks a file of UTF-8 YAML.</summary>
    /// <param name="path">The file; diagnostics name it as written here.</param>
    public static SiteReading Load(string path)
    {
        Report report = new(path);
        return SourceText.Load(path, report) is string text ? Read(text, report) : new SiteReading(null, report.Findings());
    }

    /// <summary>Reads and checks YAML.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="fileName">Its name for diagnostics.</param>
    public static SiteReading Parse(string text, string fileName) => Read(text, new Report(fileName));

    private static SiteReading Read(string text, Report report)
    {
        if (SourceText.IsClean(text, report) && NodeReader.Read(text, report) is Node root
            && SiteSection.Kind.Read(root, new Scope("", report)).Is(out Values? values))
        {
            Rulebook.Check(values, report);
            if (!report.HasErrors)
            {
                return new SiteReading(SiteResolver.Resolve(values), report.Findings());
            }
        }

        if (!report.HasErrors)
        {
            report.Error(Place.Start, "", $"the file is empty; write {SiteSection.Kind.Noun}");
        }

        return new SiteReading(null, report.Findings());
    }
}
