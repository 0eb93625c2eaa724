using System.Globalization;

namespace Mwan.Build.Verbs;

/// <summary>Reads the site's file and says what is wrong with it.</summary>
internal static class CheckVerb
{
    public static Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        Config.Site site = SiteInput.Load(workspace);
        Console.WriteLine($"{options.Config ?? "mwan.yaml"}: {site.Appliance.HostName}, {Count(site.Wans.Count, "WAN")}, {Count(site.Tunnels.Count, "tunnel")}: no errors");
        return Task.CompletedTask;
    }

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
