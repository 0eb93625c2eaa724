namespace Mwan.Agent.Supervision;

/// <summary>An exception that nobody foresaw: a mistake in this program. It costs the part that made it a turn, not the router its agent.</summary>
internal static class Mishap
{
    /// <summary>Whether the program can go on after it.</summary>
    public static bool IsBearable(Exception exception) => exception is not (OutOfMemoryException or InsufficientExecutionStackException or OperationCanceledException);

    /// <summary>What happened and where, in one line.</summary>
    public static string Of(Exception exception)
    {
        string place = exception.StackTrace?.Split('\n', 2)[0].Trim() ?? "";
        return $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}{(place.Length == 0 ? "" : $" {place}")}";
    }
}
