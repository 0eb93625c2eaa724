namespace Mwan.Build.Machines;

/// <summary>What a router keeps on its state disk that no image may change: its keys and certificates.</summary>
public static class KeptState
{
    /// <summary>Its files, each with a hash of what is in it.</summary>
    /// <exception cref="InvalidOperationException">There is no SSH host key, which each router has made by then.</exception>
    public static async Task<string> ReadAsync(RunningMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        GuestResult result = await machine.RunAsync("sh", "-euc", "find /state/ssh /state/mwan/wpa /state/mwan/wireguard -type f -exec sha256sum {} +");
        return result.Status == 0 && result.Output.Contains("/state/ssh/ssh_host_ed25519_key\n", StringComparison.Ordinal)
            ? string.Join('\n', result.Output.Split('\n').Order(StringComparer.Ordinal))
            : throw new InvalidOperationException($"The state disk has no SSH host key: {result.Errors}{result.Output}");
    }
}
