using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Guests;

/// <summary>What <c>mwan</c> and the few programs that restart a machine do inside a scripted guest, with the words and JSON of the real ones.</summary>
internal sealed class GuestProgram(StandIn host)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Plays one.</summary>
    public void Run(Call call, Answer answer)
    {
        ScriptedMachine machine = StandIn.Scripted(call.Guest!);
        machine.Settle(DateTimeOffset.UtcNow);
        string[] words = [.. call.Arguments];
        switch ((call.Program, words))
        {
            case ("mwan", ["version", .. var rest]):
                Version(machine, rest, answer);
                break;
            case ("mwan", ["status", .. var rest]):
                Status(call.Guest!, machine, rest, answer);
                break;
            case ("mwan", ["slots", .. var rest]):
                Slots(machine, rest, answer);
                break;
            case ("mwan", ["upgrade", .. var rest]):
                Upgrade(call, machine, rest, answer);
                break;
            case ("mwan", ["rollback", .. var rest]):
                Rollback(machine, rest, answer);
                break;
            case ("mwan", ["certs", "import", .. var rest]):
                Import(call, machine, rest, answer);
                break;
            case ("mwan", ["gate", .. var rest]):
                Gate(machine, rest, answer);
                break;
            case ("mwan", ["certs", "show", ..]):
                answer.Code = HasCertificates(call.Guest!) ? 0 : 1;
                answer.Say(answer.Code == 0 ? "client certificate and key: usable" : "The slot is empty.");
                break;
            case ("systemctl", ["is-system-running", ..]):
                answer.Say("running");
                break;
            case ("systemctl", ["reboot"] or ["--no-block", "reboot"]):
            case ("reboot", []):
                machine.TurnOn(DateTimeOffset.UtcNow);
                break;
            case ("systemctl", ["poweroff"] or ["--no-block", "poweroff"]):
            case ("poweroff", []):
                host.PowerOff(call.Guest!);
                break;
            default:
                throw new RefusedException($"stand-in does not know, in a guest: {call.Program} {string.Join(' ', words)}");
        }
    }

    private static bool Json(string[] words, params string[] known)
    {
        string? unknown = Array.Find(words, word => word != "--json" && !known.Contains(word) && word.StartsWith('-') && word.Length > 1);
        return unknown is null ? words.Contains("--json") : throw new RefusedException($"'{unknown}' was not matched.", 2);
    }

    private static void Version(ScriptedMachine machine, string[] words, Answer answer)
    {
        ImageSlot running = machine.Content!.Slots[machine.Slot];
        answer.Say(Json(words)
            ? new JsonObject { ["version"] = running.Version, ["commit"] = "0123456789ab", ["configHash"] = running.ConfigHash, ["runtime"] = "10.0.0", ["kernel"] = "6.12.0-amd64" }.ToJsonString(Indented)
            : $"mwan     {running.Version}\nconfig   {running.ConfigHash}");
    }

    private static string Word(ImageSlot slot) => slot switch
    {
        { Version: null } => "empty",
        { IsSetAside: true } => "set aside by a rollback",
        { Refusal: not null } => "failed",
        { TriesLeft: null } => "good",
        { TriesLeft: 1 } => "on trial, 1 boot left",
        _ => $"on trial, {slot.TriesLeft} boots left",
    };

    private static void Slots(ScriptedMachine machine, string[] words, Answer answer)
    {
        IReadOnlyList<ImageSlot> slots = machine.Content!.Slots;
        bool json = Json(words);
        if (json)
        {
            JsonArray report = [.. slots.Select((slot, index) =>
            {
                JsonObject one = new() { ["slot"] = index == 0 ? "A" : "B", ["running"] = index == machine.Slot, ["version"] = slot.Version, ["state"] = Word(slot), ["triesLeft"] = slot is { Refusal: null, IsSetAside: false } ? slot.TriesLeft : 0, ["refusal"] = slot.Refusal };
                foreach (string absent in one.Where(static pair => pair.Value is null).Select(static pair => pair.Key).ToArray())
                {
                    one.Remove(absent);
                }

                return (JsonNode)one;
            }),];
            answer.Say(report.ToJsonString(Indented));
        }
        else
        {
            foreach ((int index, ImageSlot slot) in slots.Index())
            {
                answer.Say($"{(index == machine.Slot ? '*' : ' ')} {(index == 0 ? "A" : "B")}  {slot.Version ?? "-",-16}  {Word(slot)}{(slot.Refusal is null ? "" : $": {slot.Refusal}")}");
            }
        }

        answer.Code = slots[machine.Slot].TriesLeft is null ? 0 : 1;
    }

    private static void Status(string guest, ScriptedMachine machine, string[] words, Answer answer)
    {
        ImageSlot running = machine.Content!.Slots[machine.Slot];
        ImageSlot other = machine.Content.Slots[1 - machine.Slot];
        JsonArray findings = [];
        if (!machine.HasState)
        {
            findings.Add(Finding("Alarm", "state", "State is volatile and ends with the power (there is no state disk)."));
        }

        if (running.Conduct == Conduct.Unwell)
        {
            findings.Add(Finding("Alarm", "att", "att has no lease."));
        }

        if (!HasCertificates(guest))
        {
            findings.Add(Finding("Warning", "certificates", "The certificate slot is empty: mwan certs import."));
        }

        if (other.Refusal is { } refusal)
        {
            findings.Add(Finding("Warning", "upgrade", $"Version {other.Version} was given up: {refusal}."));
        }

        answer.Code = findings.Count == 0 ? 0 : 1;
        if (Json(words))
        {
            JsonObject report = new()
            {
                ["findings"] = findings,
                ["uptime"] = "00:00:20",
                ["agentUptime"] = "00:00:15",
                ["age"] = "00:00:00.1",
                ["members"] = new JsonArray(),
                ["measurements"] = new JsonArray(Measurement("att", "IPv4", running.Conduct == Conduct.Good && HasCertificates(guest)), Measurement("webpass", "IPv4", well: true)),
                ["world"] = new JsonObject
                {
                    ["at"] = DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                    ["release"] = new JsonObject { ["version"] = running.Version, ["commit"] = "0123456789ab", ["configHash"] = running.ConfigHash, ["runtime"] = "10.0.0", ["kernel"] = "6.12.0-amd64" },
                    ["certificates"] = new JsonObject { ["read"] = true, ["missing"] = HasCertificates(guest) ? new JsonArray() : new JsonArray("ca.pem", "client.pem", "key.pem") },
                },
            };
            answer.Say(report.ToJsonString(Indented));
            return;
        }

        answer.Say($"mwan {running.Version}");
        foreach (JsonNode? finding in findings)
        {
            answer.Say($"{(string?)finding!["text"]}");
        }
    }

    private static void Gate(ScriptedMachine machine, string[] words, Answer answer)
    {
        _ = Json(words, "--deadline", "--healthy");
        ImageSlot running = machine.Content!.Slots[machine.Slot];
        answer.Code = running.Conduct == Conduct.Good ? 0 : 1;
        answer.Say(answer.Code == 0 ? $"Version {running.Version} has proved itself." : $"Version {running.Version} has not proved itself within 1 s: att IPv4 was healthy before the upgrade and is not.");
    }

    private static JsonObject Measurement(string member, string family, bool well) =>
        new() { ["member"] = member, ["family"] = family, ["succeeds"] = well, ["health"] = new JsonObject { ["verdict"] = well ? "Healthy" : "Unhealthy" } };

    private static JsonObject Finding(string gravity, string subject, string text) => new() { ["gravity"] = gravity, ["subject"] = subject, ["text"] = text };

    private static bool HasCertificates(string guest) => Directory.Exists(StandIn.StateOf(guest)) && File.Exists(Path.Combine(StandIn.StateOf(guest), "mwan/wpa/client.pem"));

    private static void Upgrade(Call call, ScriptedMachine machine, string[] words, Answer answer)
    {
        _ = Json(words, "--no-reboot", "--check");
        string source = words.FirstOrDefault(static word => word == "-" || word[0] != '-') ?? throw new RefusedException("The site's file names no source.", 1);
        ImageSlot release = Release(call, source);
        ImageSlot running = machine.Content!.Slots[machine.Slot];
        if (running.TriesLeft is not null)
        {
            throw new RefusedException("The running slot is on trial: wait until it has proved itself.\nThe box boots what it booted before.", 1);
        }

        if (!System.Version.TryParse(release.Version, out Version? to) || to <= System.Version.Parse(running.Version!))
        {
            throw new RefusedException($"Version {release.Version} is not newer than {running.Version}, which runs.\nThe box boots what it booted before.", 1);
        }

        machine.Install(release);
        answer.Say("Written. " + (words.Contains("--no-reboot") ? "The next boot is its first: reboot when it suits." : "Rebooting."));
        if (!words.Contains("--no-reboot"))
        {
            machine.TurnOn(DateTimeOffset.UtcNow);
        }
    }

    // The scripted release tells in its root file how it does; the rest of it is as the build makes it.
    private static ImageSlot Release(Call call, string source)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        string path = source == "-" ? call.Input : StandIn.InGuest(call.Guest!, Path.Combine(call.Directory, source));
        if (Directory.Exists(path))
        {
            foreach (string file in Directory.GetFiles(path))
            {
                files[Path.GetFileName(file)] = File.ReadAllBytes(file);
            }
        }
        else if (File.Exists(path))
        {
            try
            {
                using FileStream stream = File.OpenRead(path);
                using TarReader tar = new(stream);
                while (tar.GetNextEntry(copyData: true) is { } entry)
                {
                    if (entry.DataStream is { } content)
                    {
                        using MemoryStream bytes = new();
                        content.CopyTo(bytes);
                        files[Path.GetFileName(entry.Name)] = bytes.ToArray();
                    }
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
            {
                throw new RefusedException($"The archive ends too early: {exception.Message}\nThe box boots what it booted before.", 1);
            }
        }
        else
        {
            throw new RefusedException($"{source}: there is no such file or directory.\nThe box boots what it booted before.", 1);
        }

        if (!files.TryGetValue("release.json", out byte[]? document))
        {
            throw new RefusedException($"{source} holds no release.json.\nThe box boots what it booted before.", 1);
        }

        JsonNode said = JsonNode.Parse(document)!;
        foreach (JsonNode? file in said["files"]!.AsArray())
        {
            string name = (string)file!["name"]!;
            if (!files.TryGetValue(name, out byte[]? content) || !Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)).Equals((string?)file["sha256"], StringComparison.Ordinal))
            {
                throw new RefusedException($"{name} is not what the release says.\nThe box boots what it booted before.", 1);
            }
        }

        string root = files.Keys.Single(static name => name.EndsWith(".root", StringComparison.Ordinal));
        Conduct conduct = Enum.Parse<Conduct>(System.Text.Encoding.ASCII.GetString(files[root]).Trim());
        return new ImageSlot((string)said["version"]!, (string?)said["configHash"], conduct, TriesLeft: 2);
    }

    private static void Rollback(ScriptedMachine machine, string[] words, Answer answer)
    {
        _ = Json(words, "--no-reboot");
        ImageSlot other = machine.Content!.Slots[1 - machine.Slot];
        if (other.Version is null)
        {
            throw new RefusedException("There is nothing in the other slot.", 1);
        }

        machine.Return();
        answer.Say(words.Contains("--no-reboot") ? "The next boot is of the other slot: reboot when it suits." : "Rebooting into the other slot.");
        if (!words.Contains("--no-reboot"))
        {
            machine.TurnOn(DateTimeOffset.UtcNow);
        }
    }

    private static void Import(Call call, ScriptedMachine machine, string[] words, Answer answer)
    {
        _ = Json(words, "--force");
        string[] files = [.. words.Where(static word => word[0] != '-').Select(word => StandIn.InGuest(call.Guest!, Path.Combine(call.Directory, word))).SelectMany(static path => Directory.Exists(path) ? Directory.GetFiles(path) : [path])];
        string[] missing = [.. files.Where(static file => !File.Exists(file))];
        string all = string.Concat(files.Except(missing, StringComparer.Ordinal).Select(File.ReadAllText));
        if (missing.Length > 0 || !all.Contains("PRIVATE KEY-----", StringComparison.Ordinal) || !all.Contains("BEGIN CERTIFICATE-----", StringComparison.Ordinal))
        {
            throw new RefusedException("Nothing was imported.", 1);
        }

        if (!machine.HasState && !words.Contains("--force"))
        {
            throw new RefusedException("Nothing was imported: state is volatile and ends with the power (there is no state disk).", 1);
        }

        string slot = Directory.CreateDirectory(Path.Combine(StandIn.StateOf(call.Guest!), "mwan/wpa")).FullName;
        foreach (string file in files)
        {
            string content = File.ReadAllText(file);
            string name = content.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? "key.pem" : Path.GetFileName(file).Contains("ca", StringComparison.Ordinal) ? "ca.pem" : "client.pem";
            File.WriteAllText(Path.Combine(slot, name), content);
        }

        answer.Say("Imported. 802.1X starts by itself: see mwan status.");
    }
}
