namespace Mwan.Build.Lab;

/// <summary>Waits for conditions.</summary>
public static class Waiting
{
    // To start mwan takes the emulated router about two seconds, in which it hardly gets to anything else: whoever asks all the time
    // measures what the questions do.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(8);

    /// <summary>Asks again and again until a condition holds.</summary>
    /// <returns>Whether it held in time.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> holds, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(holds);
        long started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > deadline)
            {
                return false;
            }

            await Task.Delay(Pause);
        }

        return true;
    }
}
