using Mwan.Build.Processes;
using Mwan.Build.Signing;
using Mwan.Config;

namespace Mwan.Build.Steps;

/// <summary>From one YAML file to the artifacts: the order of the steps, and what runs beside what.</summary>
public static class ImageBuild
{
    /// <summary>Builds the slot and the disk, from the cache as far as it goes.</summary>
    public static async Task<BuiltImage> RunAsync(BuildContext context, Site site, string rendered, Release release, SecureBootKeys keys, CancellationToken cancellationToken)
    {
        bool enrols = site.Proxmox is { SecureBoot: true };
        if (enrols)
        {
            keys.RequireAll($"{context.Workspace.Config}: proxmox.secureBoot is true");
        }

        // When one of the steps that run beside each other fails, the others are ended before the failure is told.
        using var steps = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken token = steps.Token;
        Task<string> agent = AgentBinary.GetAsync(context, token);
        Task<string>? debian = null;
        try
        {
            string tools = await ToolsTree.GetAsync(context, "tools", token);
            debian = DebianRoot.GetAsync(context, tools, token);
            string kernel = await KernelTree.GetAsync(context, tools, token);
            string initrd = await Initrd.GetAsync(context, tools, kernel, token);
            var inputs = new SlotInputs(tools, await debian, kernel, await agent, rendered, site.Appliance.ConsolePasswordHash);
            string slot = await SlotImage.GetAsync(context, inputs, release, token);
            string disk = await Disk.GetAsync(context, new DiskInputs(tools, kernel, initrd, slot, keys, enrols), release, token);
            return new BuiltImage(tools, inputs.DebianRoot, kernel, inputs.Agent, slot, disk);
        }
        catch
        {
            await steps.CancelAsync();
            await ((Task)Task.WhenAll(agent, debian ?? agent)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>The commit of the clone.</summary>
    public static async Task<string> CommitAsync(string root, CancellationToken cancellationToken)
    {
        CommandResult head = await Command.Of("git", "-C", root, "rev-parse", "--short=12", "HEAD").TryRunAsync(cancellationToken);
        CommandResult changes = await Command.Of("git", "-C", root, "status", "--porcelain").TryRunAsync(cancellationToken);
        return head.ExitCode != 0 ? "unknown" : head.Output.Trim() + (changes.Output.Length > 0 ? "-dirty" : "");
    }
}
