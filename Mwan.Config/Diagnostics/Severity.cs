namespace Mwan.Config;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>No site results.</summary>
    Error,

    /// <summary>The site is usable, but something in it will probably surprise.</summary>
    Warning,
}
