using System.Text.Json.Nodes;
using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Hardware;

/// <summary><c>ip link</c> (<c>ip-link(8)</c>) on the host's links and virtual functions.</summary>
internal sealed class IpProgram(StandIn host)
{
    /// <summary>Plays it.</summary>
    public void Run(IReadOnlyList<string> arguments, Answer answer)
    {
        Queue<string> words = new(arguments);
        bool json = false;
        bool details = false;
        while (words.TryPeek(out string? option) && option[0] == '-')
        {
            _ = words.Dequeue();
            json |= option is "-j" or "-json";
            details |= option is "-d" or "-details";
            if (option is not ("-j" or "-json" or "-d" or "-details" or "-p" or "-pretty" or "-o" or "-oneline" or "-br" or "-brief"))
            {
                throw Unknown(arguments);
            }
        }

        if (!words.TryDequeue(out string? subject) || subject is not ("link" or "l"))
        {
            throw Unknown(arguments);
        }

        string verb = words.TryDequeue(out string? given) ? given : "show";
        if (verb is "show" or "list" or "sh" or "ls")
        {
            Show(words, json, details, answer);
        }
        else if (verb == "set")
        {
            Set(words, arguments);
        }
        else
        {
            throw Unknown(arguments);
        }
    }

    private static RefusedException Unknown(IReadOnlyList<string> arguments) => new($"stand-in does not know: ip {string.Join(' ', arguments)}");

    private static bool OnOff(string value) => value switch
    {
        "on" => true,
        "off" => false,
        _ => throw new RefusedException($"Error: argument of \"{value}\" must be \"on\" or \"off\", not \"{value}\"", 255),
    };

    // iproute2 takes any beginning of these words.
    private static bool Begins(string word, string whole) => word.Length > 0 && whole.StartsWith(word, StringComparison.Ordinal);

    private void Show(Queue<string> words, bool json, bool details, Answer answer)
    {
        bool bridgesOnly = false;
        string? wanted = null;
        while (words.TryDequeue(out string? word))
        {
            if (word == "type" && words.TryDequeue(out string? type))
            {
                bridgesOnly = type == "bridge" ? true : throw new RefusedException($"stand-in does not know: ip link show type {type}");
            }
            else
            {
                wanted = word == "dev" ? words.Dequeue() : word;
            }
        }

        IReadOnlyList<string> links = host.Sysfs.Links();
        if (wanted is not null && !links.Contains(wanted, StringComparer.Ordinal))
        {
            throw new RefusedException($"Device \"{wanted}\" does not exist.", 1);
        }

        JsonNode[] shown = [.. links.Where(link => (wanted is null || link == wanted) && (!bridgesOnly || host.Sysfs.IsBridge(link))).Select(link => Describe(link, details))];
        if (json)
        {
            answer.Say(new JsonArray(shown).ToJsonString());
            return;
        }

        foreach (JsonNode link in shown)
        {
            answer.Say($"{link["ifindex"]}: {(string?)link["ifname"]}: <{string.Join(',', link["flags"]!.AsArray().Select(static flag => (string?)flag))}> mtu {link["mtu"]} state {(string?)link["operstate"]} mode DEFAULT group default qlen 1000");
            answer.Say($"    link/ether {(string?)link["address"]} brd ff:ff:ff:ff:ff:ff");
            foreach (JsonNode? function in link["vfinfo_list"]?.AsArray() ?? [])
            {
                answer.Say($"    vf {function!["vf"]}     link/ether {(string?)function["address"]} brd ff:ff:ff:ff:ff:ff, spoof checking {((bool)function["spoofchk"]! ? "on" : "off")}, link-state {(string?)function["link_state"]}, trust {((bool)function["trust"]! ? "on" : "off")}");
            }
        }
    }

    private JsonObject Describe(string link, bool details)
    {
        bool up = host.Sysfs.OfLink(link, "operstate") == "up";
        string? address = host.Sysfs.AddressOfLink(link);
        JsonObject described = new()
        {
            ["ifindex"] = int.Parse(host.Sysfs.OfLink(link, "ifindex"), System.Globalization.CultureInfo.InvariantCulture),
            ["ifname"] = link,
            ["flags"] = new JsonArray([.. (up ? (string[])["BROADCAST", "MULTICAST", "UP", "LOWER_UP"] : ["BROADCAST", "MULTICAST"]).Select(static flag => (JsonNode)flag)]),
            ["mtu"] = 1500,
            ["qdisc"] = "mq",
            ["operstate"] = up ? "UP" : "DOWN",
            ["linkmode"] = "DEFAULT",
            ["group"] = "default",
            ["txqlen"] = 1000,
            ["link_type"] = "ether",
            ["address"] = host.Sysfs.OfLink(link, "address"),
            ["broadcast"] = "ff:ff:ff:ff:ff:ff",
        };
        if (details && host.Sysfs.IsBridge(link))
        {
            described["linkinfo"] = new JsonObject { ["info_kind"] = "bridge" };
        }

        if (details && address is not null)
        {
            described["parentbus"] = "pci";
            described["parentdev"] = address;
        }

        // The kernel tells of virtual functions whenever it is asked for extended masks, which ip always does.
        if (address is not null && host.Sysfs.VirtualFunctions().GetValueOrDefault(address) is { Count: > 0 } functions)
        {
            described["vfinfo_list"] = new JsonArray([.. functions.Select(Describe)]);
        }

        return described;
    }

    private static JsonNode Describe(VirtualFunction function, int index)
    {
        JsonObject described = new()
        {
            ["vf"] = index,
            ["link_type"] = "ether",
            ["address"] = function.Mac,
            ["broadcast"] = "ff:ff:ff:ff:ff:ff",
            ["vlan_list"] = new JsonArray(function.Vlan == 0 ? new JsonObject() : new JsonObject { ["vlan"] = function.Vlan }),
            ["rate"] = new JsonObject { ["max_tx"] = 0, ["min_tx"] = 0 },
            ["spoofchk"] = function.SpoofCheck,
            ["link_state"] = function.LinkState,
            ["trust"] = function.Trust,
            ["query_rss_en"] = false,
        };
        return described;
    }

    private void Set(Queue<string> words, IReadOnlyList<string> arguments)
    {
        string link = words.Dequeue();
        link = link == "dev" ? words.Dequeue() : link;
        if (!host.Sysfs.Links().Contains(link, StringComparer.Ordinal))
        {
            throw new RefusedException($"Cannot find device \"{link}\"", 1);
        }

        if (words.Count == 0)
        {
            throw Unknown(arguments);
        }

        while (words.TryDequeue(out string? word))
        {
            if (word is "up" or "down")
            {
                host.Sysfs.SetLink(link, "operstate", word);
            }
            else if (word == "vf" && words.TryDequeue(out string? number))
            {
                SetFunction(link, number, words, arguments);
            }
            else
            {
                throw Unknown(arguments);
            }
        }
    }

    private void SetFunction(string link, string number, Queue<string> words, IReadOnlyList<string> arguments)
    {
        SortedDictionary<string, List<VirtualFunction>> all = host.Sysfs.VirtualFunctions();
        List<VirtualFunction>? functions = all.GetValueOrDefault(host.Sysfs.AddressOfLink(link) ?? "");
        if (!int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out int index) || functions is null || index >= functions.Count)
        {
            throw new RefusedException("RTNETLINK answers: Invalid argument", 2);
        }

        while (words.TryDequeue(out string? word))
        {
            string value = words.TryDequeue(out string? given) ? given : throw new RefusedException("Command line is not complete. Try option \"help\"", 255);
            VirtualFunction function = functions[index];
            functions[index] = Begins(word, "trust") ? function with { Trust = OnOff(value) }
                : Begins(word, "spoofchk") ? function with { SpoofCheck = OnOff(value) }
                : Begins(word, "state") && value is "auto" or "enable" or "disable" ? function with { LinkState = value }
                : Begins(word, "mac") && value.Split(':') is { Length: 6 } ? function with { Mac = value.ToUpperInvariant().Equals(value, StringComparison.Ordinal) ? Lower(value) : value }
                : Begins(word, "vlan") && int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out int vlan) ? function with { Vlan = vlan }
                : throw Unknown(arguments);
        }

        host.Sysfs.Keep(all);
    }

    private static string Lower(string mac) => string.Concat(mac.Select(char.ToLowerInvariant));
}
