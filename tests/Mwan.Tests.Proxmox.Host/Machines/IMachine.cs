using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Machines;

/// <summary>A machine that is turned on.</summary>
internal interface IMachine
{
    /// <summary>Whether its guest agent answers now.</summary>
    public Task<bool> AnswersAsync();

    /// <summary>Runs a program in the guest by its agent.</summary>
    public Task<Child> ExecAsync(IReadOnlyList<string> command, string? input);

    /// <summary>Asks the guest to power off; whether it has by the deadline.</summary>
    public Task<bool> ShutdownAsync(TimeSpan deadline);

    /// <summary>Takes its power.</summary>
    public Task StopAsync();
}
