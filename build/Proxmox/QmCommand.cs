using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Build.Proxmox;

/// <summary>Command lines of <c>qm</c>: the one place where a VM's number and options become words of a shell.</summary>
internal static class QmCommand
{
    /// <summary>A command about a VM with options.</summary>
    public static string Of(string command, int vmid, params IEnumerable<KeyValuePair<string, string>> options) => Of(command, vmid, [], options);

    /// <summary>A command about a VM with arguments and options.</summary>
    public static string Of(string command, int vmid, IEnumerable<string> arguments, params IEnumerable<KeyValuePair<string, string>> options) =>
        ShellText.Join(["qm", .. command.Split(' '), Number(vmid), .. arguments, .. options.SelectMany(static option => (string[])[$"--{option.Key}", option.Value])]);

    /// <summary>An option.</summary>
    public static KeyValuePair<string, string> Option(string name, string value) => new(name, value);

    /// <summary>A program in the VM.</summary>
    /// <param name="vmid">The VM.</param>
    /// <param name="timeout">Seconds that it may take.</param>
    /// <param name="words">The program and its arguments.</param>
    public static string Guest(int vmid, int timeout, params IEnumerable<string> words) =>
        $"{Of("guest exec", vmid, Option("timeout", Number(timeout)))} -- {ShellText.Join(words)}";

    /// <summary>A program in the VM that reads the standard input of this command, at most 1 MiB.</summary>
    public static string GuestReading(int vmid, int timeout, params IEnumerable<string> words) =>
        $"{Of("guest exec", vmid, Option("timeout", Number(timeout)), Option("pass-stdin", "1"))} -- {ShellText.Join(words)}";

    /// <summary>Destroys a VM or a template, what is left of it included.</summary>
    public static string Destroy(VmConfig config)
    {
        string destroy = Of("destroy", config.Vmid, Option("purge", "1"), Option("destroy-unreferenced-disks", "1"));
        return config.Lock is null ? destroy : $"{Of("unlock", config.Vmid)}\n{destroy}";
    }

    /// <summary>A number as a word.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
