namespace Mwan.Build.Processes;

/// <summary>A program ended with an error. The message holds the end of what it printed.</summary>
public sealed class CommandFailedException(Command command, CommandResult result)
    : Exception(Describe(command, result))
{
    /// <summary>The last lines that the program printed.</summary>
    public string Tail => result.Tail;

    private static string Describe(Command command, CommandResult result)
    {
        string log = command.LogFile is null ? "" : $"\nThe whole output is in {command.LogFile}";
        return $"{command.Name} ended with code {result.ExitCode}:\n{result.Tail}{log}";
    }
}
