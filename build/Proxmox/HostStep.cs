namespace Mwan.Build.Proxmox;

/// <summary>Commands on the host.</summary>
/// <param name="What">What it is.</param>
/// <param name="Script">The commands, for <c>sh -eu</c> in the appliance's directory on the host.</param>
public sealed record HostStep(string What, string Script) : Step(What)
{
    /// <summary>What the commands read on standard input, and how it is called; null: nothing.</summary>
    public StepInput? Input { get; init; }

    /// <summary>Whether what they print is the answer of <c>qm guest exec</c>, whose own exit code says nothing of the program's.</summary>
    public bool IsGuestAnswer { get; init; }

    /// <inheritdoc/>
    public override string Shown => Input is null ? Script : $"{Script}\n# standard input: {Input.Name}";
}
