namespace Mwan.Build.Machines;

/// <summary>A kernel that hangs for good, as no program in it can notice: only the watchdog ends it.</summary>
public static class KernelHang
{
    private const string Reset = "RESET";

    /// <summary>Hangs a machine; returns when its watchdog has reset it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="socket">Where the debugger's socket is, or can be made.</param>
    /// <param name="deadline">The longest that the watchdog may take.</param>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It has not reset the machine by then.</exception>
    public static async Task<TimeSpan> UntilResetAsync(RunningMachine machine, string socket, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(machine);
        int resets = machine.Qmp.Events.Count(static name => name == Reset);
        long started = TimeProvider.System.GetTimestamp();
        await using (Debugger debugger = await Debugger.AttachAsync(machine, socket))
        {
            await debugger.HangAsync();
        }

        await machine.Qmp.WaitForEventAsync(Reset, deadline, resets + 1);
        machine.Guest.Forget();
        return TimeProvider.System.GetElapsedTime(started);
    }
}
