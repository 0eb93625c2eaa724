namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>Something that was asked of the stand-in.</summary>
/// <param name="Step">Its number among the steps by SSH; null: it came from elsewhere.</param>
/// <param name="Program">The program, or <c>ssh</c> for a command that came by SSH.</param>
/// <param name="Guest">The machine inside of which it was called; null: the host.</param>
/// <param name="Arguments">Its arguments; for <c>ssh</c> the command as the server got it.</param>
/// <param name="Code">Exit status; null for <c>ssh</c>.</param>
/// <param name="Output">What it said.</param>
/// <param name="Errors">What it complained of.</param>
internal sealed record JournalEntry(int? Step, string Program, string? Guest, IReadOnlyList<string> Arguments, int? Code, string Output, string Errors)
{
    /// <summary>The command as a shell would take it.</summary>
    public string Text => Program == "ssh" ? string.Join(' ', Arguments) : new Mwan.Build.Processes.Command(Program, Arguments).ToString();
}
