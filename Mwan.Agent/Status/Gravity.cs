namespace Mwan.Agent.Status;

/// <summary>How bad a finding is.</summary>
internal enum Gravity
{
    /// <summary>Something is lost, or will be: said loudly, before all else.</summary>
    Alarm,

    /// <summary>Something does not work as configured.</summary>
    Warning,
}
