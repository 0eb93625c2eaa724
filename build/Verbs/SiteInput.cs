using Mwan.Build.Render;
using Mwan.Config;

namespace Mwan.Build.Verbs;

/// <summary>The site's file, read and rendered: what every verb begins with.</summary>
internal static class SiteInput
{
    /// <summary>Reads the file and prints what was found in it.</summary>
    /// <exception cref="BuildException">It has errors; they were all printed.</exception>
    public static Site Load(Workspace workspace)
    {
        string shown = Path.GetRelativePath(Environment.CurrentDirectory, workspace.Config);
        SiteReading reading = SiteFile.Load(shown);
        foreach (Diagnostic diagnostic in reading.Diagnostics)
        {
            Console.Error.WriteLine(diagnostic);
        }

        return reading.Site ?? throw new BuildException(
            $"{shown}: {reading.Diagnostics.Count(static d => d.Severity == Severity.Error)} errors, listed above. Nothing was built.");
    }

    /// <summary>Renders the overlay into <c>rendered/</c> of the output directory, which changes only as a whole.</summary>
    public static string Render(Workspace workspace, Site site) =>
        Replace(Path.Combine(workspace.Output, "rendered"), fresh => new Renderer(new HandlebarsTemplates()).Render(site, workspace.Overlays, fresh));

    /// <summary>Puts what <paramref name="render"/> writes in place of a directory, which changes only as a whole.</summary>
    /// <returns><paramref name="target"/>.</returns>
    public static string Replace(string target, Action<string> render)
    {
        string fresh = $"{target}.new";
        string old = $"{target}.old";
        foreach (string leftover in (string[])[fresh, old])
        {
            if (Directory.Exists(leftover))
            {
                Directory.Delete(leftover, recursive: true);
            }
        }

        try
        {
            render(fresh);
        }
        catch (RenderException e)
        {
            throw new BuildException(e.Message, e);
        }

        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(fresh, target);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }

        return target;
    }
}
