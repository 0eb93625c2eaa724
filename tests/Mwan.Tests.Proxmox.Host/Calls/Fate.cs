namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>What happens to a step.</summary>
internal enum Fate
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It is refused and does nothing.</summary>
    Refused,

    /// <summary>The connection is cut; a command that has yet to begin does not, what has begun goes on to its end, as on a real host.</summary>
    CutBefore,

    /// <summary>The connection is cut, and with it ends all that it had started: what the command was to do is not done.</summary>
    Killed,

    /// <summary>It is done, and the connection is cut before anybody hears of it.</summary>
    CutAfter,
}
