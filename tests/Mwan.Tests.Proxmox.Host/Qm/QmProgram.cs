using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary><c>qm(1)</c>: what each command takes and refuses is as in qemu-server 9. A command that it does not play is refused by name.</summary>
internal sealed class QmProgram(StandIn host)
{
    private const string Vmid = "<vmid>";

    // The real program's commands; those that have no case below are not played.
    private static readonly string[] Real =
    [
        "agent", "cleanup", "clone", "cloudinit", "config", "create", "delsnapshot", "destroy", "disk", "guest", "import", "importdisk", "importovf", "list", "listsnapshot", "migrate", "monitor",
        "move-disk", "move_disk", "mtunnel", "nbdstop", "pending", "reboot", "remote-migrate", "rescan", "reset", "resize", "resume", "rollback", "sendkey", "set", "showcmd", "shutdown", "snapshot",
        "start", "status", "stop", "suspend", "template", "terminal", "unlink", "unlock", "vncproxy", "wait",
    ];

    private readonly GuestCommands guest = new(host);
    private readonly PowerCommands power = new(host);

    /// <summary>Plays it.</summary>
    public async Task RunAsync(Call call, Answer answer)
    {
        QmWords words = QmWords.Of(call);

        // Reading and what waits for a guest is not held up, and holds up nobody.
        switch (words.Command)
        {
            case "guest exec":
                await guest.ExecAsync(call, words.LineWithRest([Vmid], "synchronous!", "timeout#", "pass-stdin!"), answer);
                break;
            case "guest exec-status":
                await guest.ExecStatusAsync(words.Line([Vmid, "<pid>"]), answer);
                break;
            case "guest cmd":
                await guest.SendAsync(words.Line([Vmid, "<command>"]));
                break;
            case "wait":
                await PowerCommands.WaitAsync(words.Line([Vmid], "timeout#"));
                break;
            default:
                await host.InTurnAsync(() => InTurnAsync(words, answer));
                break;
        }
    }

    private async Task InTurnAsync(QmWords words, Answer answer)
    {
        switch (words.Command)
        {
            case "config":
                ConfigurationCommands.Show(words.Line([Vmid], "current!"), answer);
                break;
            case "pending":
                ConfigurationCommands.Pending(words.Line([Vmid]), answer);
                break;
            case "create":
                CommandLine create = words.LineOfMachine([Vmid], "start!");
                await ConfigurationCommands.CreateAsync(create, answer);
                if (create.IsOn("start"))
                {
                    await power.StartAsync(create);
                }

                break;
            case "set":
                CommandLine set = words.LineOfMachine([Vmid], "delete+", "revert+", "force!", "skiplock!", "digest");
                await host.PluggingAsync(set.Vmid(), () => ConfigurationCommands.SetAsync(set, answer));
                break;
            case "unlock":
                ConfigurationCommands.Unlock(words.Line([Vmid]));
                break;
            case "destroy":
                ConfigurationCommands.Destroy(words.Line([Vmid], "purge!", "skiplock!", "destroy-unreferenced-disks!"), answer);
                break;
            case "clone":
                await TemplateCommands.CloneAsync(words.Line([Vmid, "<newid>"], "full!", "name", "description", "storage", "bwlimit#"), answer);
                break;
            case "template":
                TemplateCommands.Template(words.Line([Vmid]));
                break;
            case "list":
                PowerCommands.List(words.Line([], "full!"), answer);
                break;
            case "status":
                PowerCommands.Status(words.Line([Vmid]), answer);
                break;
            case "start":
                await power.StartAsync(words.Line([Vmid], "skiplock!", "timeout#"));
                break;
            case "stop":
                await power.StopAsync(words.Line([Vmid], "skiplock!", "timeout#", "overrule-shutdown!"));
                break;
            case "shutdown":
                await power.ShutdownAsync(words.Line([Vmid], "skiplock!", "timeout#", "forceStop!"));
                break;
            case "reboot":
                await power.RebootAsync(words.Line([Vmid], "timeout#"));
                break;
            case "reset":
                PowerCommands.Reset(words.Line([Vmid], "skiplock!"));
                break;
            case "disk import":
                await DriveCommands.ImportAsync(words.Line([Vmid, "<source>", "<storage>"], "format", "target-disk"), answer);
                break;
            case "disk resize":
                DriveCommands.Resize(words.Line([Vmid, "<disk>", "<size>"], "digest", "skiplock!"));
                break;
            case "disk unlink":
                CommandLine unlink = words.Line([Vmid], "idlist", "force!");
                await host.PluggingAsync(unlink.Vmid(), () =>
                {
                    DriveCommands.Unlink(unlink, answer);
                    return Task.CompletedTask;
                });
                break;
            case "disk rescan":
                DriveCommands.Rescan(words.Line([], "vmid", "dryrun!"), answer);
                break;
            default:
                throw Real.Contains(words.Command.Split(' ')[0]) ? new RefusedException($"stand-in does not know: qm {words.Command}") : new RefusedException($"ERROR: unknown command 'qm {words.Command}'");
        }
    }
}
