namespace Mwan.Agent.Observation;

/// <summary>Which site the box serves.</summary>
/// <param name="Name">Host name; null: the configuration could not be read.</param>
/// <param name="Problem">What is wrong with the configuration, a sentence with a remedy; null: nothing.</param>
/// <param name="MachineId">machine-id(5); null: none.</param>
internal sealed record SiteIdentity(string? Name, string? Problem, string? MachineId)
{
    /// <summary>Whether the firmware is to boot only what the site's keys have signed.</summary>
    public bool WantsSecureBoot { get; init; }
}
