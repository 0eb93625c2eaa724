namespace Mwan.Config;

/// <summary>What to do with existing flows.</summary>
public enum FlowAction
{
    /// <summary>They end by themselves.</summary>
    Drain,

    /// <summary>They are deleted at once, so that clients reconnect elsewhere.</summary>
    Reset,

    /// <summary>Those still alive after the delay are deleted.</summary>
    ResetAfter,
}
