using Mwan.Build.Lab;

namespace Mwan.Build.Verbs;

/// <summary>The lab for somebody who wants to play in it.</summary>
internal static class LabVerb
{
    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await ImageVerb.RunAsync(options, cancellationToken);
        await ToolsVerb.RunAsync(options, world: true, cancellationToken);
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        LabParts parts = LabParts.Of(workspace, SiteInput.Load(workspace));
        Console.WriteLine("The world starts; the router boots beside it, which takes some minutes without KVM.");
        await using RunningLab lab = await RunningLab.StartAsync(parts, cancellationToken);
        Console.WriteLine(LabMap.Render(lab.Network));
        await lab.Router.Guest.PingAsync(cancellationToken);
        await lab.ExchangeKeysAsync();
        await lab.InsertCertificatesAsync();
        Console.WriteLine("The router is up and has its certificates; its tunnels and their other ends know each other.");
        await new LabShell(lab, Console.In, Console.Out).RunAsync(cancellationToken);
    }
}
