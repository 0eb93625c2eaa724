using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;
using Mwan.Tests.Proxmox.Host.Storages;

namespace Mwan.Tests.Proxmox.Host;

/// <summary><c>pvesm(1)</c>.</summary>
internal static class PvesmProgram
{
    /// <summary>Plays it.</summary>
    public static async Task RunAsync(Call call, Answer answer)
    {
        string command = call.Arguments.Count == 0 ? "" : call.Arguments[0];
        CommandLine Line(string[] positional, params string[] options) => CommandLine.Parse($"pvesm {command}", positional, Lists.Of(options), call.Arguments.Skip(1));
        switch (command)
        {
            case "status":
                await StatusAsync(Line([], "storage", "content", "enabled!", "format!"), answer);
                break;
            case "list":
                CommandLine list = Line(["<storage>"], "vmid", "content");
                Storage storage = Storage.Find(list["<storage>"]);
                string[] volumes = [.. storage.Volumes(list.Find("vmid"))];
                int widest = volumes.Select(volume => storage.Name.Length + volume.Length + 1).Append(5).Max();
                answer.Say($"{"Volid".PadRight(widest)} {"Format",-8} {"Type",-10} {"Size",15} VMID");
                foreach (string volume in volumes)
                {
                    answer.Say($"{$"{storage.Name}:{volume}".PadRight(widest)} {"raw",-8} {"images",-10} {storage.SizeOf(volume).ToString(CultureInfo.InvariantCulture),15} {Storage.OwnerOf(volume)}");
                }

                break;
            case "path":
                (Storage holder, string name) = Storage.Of(Line(["<volume>"])["<volume>"]);
                answer.Say(holder.PathOf(name));
                break;
            case "free":
                string freed = Line(["<volume>"], "storage", "delay#")["<volume>"];
                (Storage owner, string gone) = Storage.Of(freed);
                owner.Free(gone);
                answer.Say($"Removed volume '{freed}'");
                break;
            case "alloc":
                CommandLine alloc = Line(["<storage>", "<vmid>", "<filename>", "<size>"], "format");
                if (alloc["<filename>"].Length > 0)
                {
                    throw new RefusedException("stand-in does not know pvesm alloc with a name: give ''");
                }

                // Without a unit: KiB.
                long bytes = char.IsAsciiDigit(alloc["<size>"][^1]) ? Sizes.Parse($"{alloc["<size>"]}K") : Sizes.Parse(alloc["<size>"]);
                Storage target = Storage.Find(alloc["<storage>"]);
                answer.Say($"successfully created '{target.Name}:{target.Allocate(alloc.Vmid(), bytes, alloc.Find("format"))}'");
                break;
            default:
                throw new RefusedException($"stand-in does not know: pvesm {string.Join(' ', call.Arguments)}");
        }
    }

    private static async Task StatusAsync(CommandLine line, Answer answer)
    {
        Storage[] storages = [.. Storage.All().Where(storage => (line.Find("storage") is not { } name || storage.Name == name)
            && (line.Find("content") is not { } content || content.Split(',').Any(kind => storage.Content.Contains(kind, StringComparer.Ordinal)))
            && (!line.IsOn("enabled") || !storage.IsDisabled)).OrderBy(static storage => storage.Name, StringComparer.Ordinal)];
        if (line.Find("storage") is { } wanted && storages.Length == 0 && Storage.All().All(storage => storage.Name != wanted))
        {
            throw new RefusedException($"storage '{wanted}' does not exist");
        }

        int widest = storages.Select(static storage => storage.Name.Length).Append(4).Max();
        answer.Say($"{"Name".PadRight(widest)} {"Type",10} {"Status",10} {"Total",15} {"Used",15} {"Available",15} {"%",8}");
        foreach (Storage storage in storages)
        {
            long total = storage.IsDisabled ? 0 : storage.Capacity / 1024;
            long used = storage.IsDisabled ? 0 : await storage.UsedAsync() / 1024;
            string percent = storage.IsDisabled ? "N/A" : string.Create(CultureInfo.InvariantCulture, $"{100m * used / total:0.00}%");
            answer.Say(string.Create(CultureInfo.InvariantCulture, $"{storage.Name.PadRight(widest)} {storage.Type,10} {(storage.IsDisabled ? "disabled" : "active"),10} {total,15} {used,15} {Math.Max(0, total - used),15} {percent,8}"));
        }
    }
}
