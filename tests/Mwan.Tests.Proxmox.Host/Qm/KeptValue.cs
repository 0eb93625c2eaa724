using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>What is kept of an option's value as it was given. Of drives: <see cref="Drives"/>.</summary>
internal static partial class KeptValue
{
    /// <summary>As it is kept: a link's model with its address, the tags sorted.</summary>
    public static string Of(string key, string value)
    {
        if (ConfigKeys.Kind(key) == "net")
        {
            return Link(value);
        }

        return key == "tags" ? string.Join(';', value.Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static tag => tag.ToLower(CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) : value;
    }

    /// <summary>As a clone keeps it: its links have addresses of their own.</summary>
    public static string OfClone(string key, string value) =>
        ConfigKeys.Kind(key) == "net" ? Of(key, Address().Replace(value, $"={NewAddress()}")) : value;

    private static string Link(string value)
    {
        Properties net = Properties.Parse(value, "model");
        string model = net.First ?? net.Names.First(static name => name is "virtio" or "e1000" or "e1000e" or "vmxnet3");
        string? mac = net[model] ?? net["macaddr"];
        string[] others = [.. net.Names.Where(name => name is not "model" and not "macaddr" && name != model).Select(name => $"{name}={net[name]}")];
        return string.Join(',', others.Prepend($"{model}={(mac ?? NewAddress()).ToUpperInvariant()}"));
    }

    private static string NewAddress()
    {
        byte[] random = RandomNumberGenerator.GetBytes(3);
        return string.Create(CultureInfo.InvariantCulture, $"BC:24:11:{random[0]:X2}:{random[1]:X2}:{random[2]:X2}");
    }

    [GeneratedRegex("=([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
