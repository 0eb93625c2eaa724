namespace Mwan.Agent.Commands;

/// <summary>What every subcommand returns to a script; <c>mwan --help</c> lists them.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Well = 0;

    /// <summary>Something needs a person.</summary>
    public const int Attention = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>The agent does not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>The kernel does not follow the plan.</summary>
    public const int Differs = 4;
}
