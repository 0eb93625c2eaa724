namespace Mwan.Build.Proxmox;

/// <summary>Something that a plan does. What it does to the host can be seen in the facts afterwards, so that a run that was cut off is completed by the next.</summary>
/// <param name="What">What it is, for people: a few words.</param>
public abstract record Step(string What)
{
    /// <summary>What <c>--dry-run</c> prints of it: the exact commands.</summary>
    public abstract string Shown { get; }
}
