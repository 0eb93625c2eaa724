using System.Globalization;

namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>A program that somebody called.</summary>
/// <param name="Caller">Process that waits for the answer.</param>
/// <param name="Place">Directory through which it is answered.</param>
/// <param name="Program">Name by which it was called.</param>
/// <param name="Directory">Working directory.</param>
/// <param name="Guest">Number of the machine inside of which it was called; null: on the host.</param>
/// <param name="Session">The SSH session that it belongs to; null: none.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Call(int Caller, string Place, string Program, string Directory, string? Guest, string? Session, IReadOnlyList<string> Arguments)
{
    /// <summary>The file with its standard input, where the program reads one.</summary>
    public string Input => Path.Combine(Place, "input");

    /// <summary>Reads what was announced: the caller's process id and the directory.</summary>
    public static Call Read(string announcement)
    {
        string[] words = announcement.Split(' ', 2);
        string[] parts = File.ReadAllText(Path.Combine(words[1], "arguments")).Split('\0')[..^1];
        return new Call(
            int.Parse(words[0], CultureInfo.InvariantCulture), words[1], parts[0], parts[1], parts[2].Length == 0 ? null : parts[2], parts[3].Length == 0 ? null : parts[3], parts[4..]);
    }
}
