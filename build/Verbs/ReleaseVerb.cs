using Mwan.Build.Artifacts;
using Mwan.Build.Publishing;
using Mwan.Build.Signing;
using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Build.Verbs;

/// <summary>Builds the image and publishes its release in a channel.</summary>
internal static class ReleaseVerb
{
    private static readonly string[] Channels = [ReleaseIndex.Stable, ReleaseIndex.Testing];

    public static async Task RunAsync(BuildOptions options, string? channel, CancellationToken cancellationToken)
    {
        if (channel is not null && !Channels.Contains(channel, StringComparer.Ordinal))
        {
            throw new BuildException($"There is no channel '{channel}'. These are: {string.Join(", ", Channels)}.");
        }

        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        SigningKeys keys = new(workspace.Keys);
        if (keys.Identity is null)
        {
            throw new BuildException($"There is no key in {workspace.Keys}, and no box takes a release that is not signed. Make one with --target=Keys, once.");
        }

        Site site = await ImageVerb.RunAsync(options, cancellationToken);
        string directory = Directory.CreateDirectory(Path.Combine(workspace.Output, "release")).FullName;
        ReleaseIndex index = new ReleaseSite(directory, keys).Publish(
            Path.Combine(workspace.Output, ArtifactNames.Payload(options.Version)), site.Appliance.HostName, options.Version, channel ?? site.Upgrades.Channel);
        Console.WriteLine($"""
            {directory}: {string.Join(", ", index.Channels.Select(static pair => $"{pair.Key} is {pair.Value}"))}.
            Copy it to where upgrades.source says, the index last:
              rsync -a --exclude={ReleaseIndex.FileName} {directory}/ SERVER:DIRECTORY/ && rsync -a {directory}/{ReleaseIndex.FileName} SERVER:DIRECTORY/
            """);
    }
}
