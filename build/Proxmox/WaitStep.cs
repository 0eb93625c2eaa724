namespace Mwan.Build.Proxmox;

/// <summary>Waits for the box, and says how far it has come.</summary>
/// <param name="What">What is waited for.</param>
/// <param name="Goal">What has to be.</param>
/// <param name="Deadline">How long it may take.</param>
public sealed record WaitStep(string What, WaitGoal Goal, TimeSpan Deadline) : Step(What)
{
    /// <summary>The version that is to come; null: it does not matter.</summary>
    public string? Version { get; init; }

    /// <summary>The version that comes back if it does not; null: none.</summary>
    public string? Otherwise { get; init; }

    /// <inheritdoc/>
    public override string Shown => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"# waits at most {Deadline.TotalSeconds:0} s: {What}");
}
