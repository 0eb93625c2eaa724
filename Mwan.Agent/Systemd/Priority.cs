namespace Mwan.Agent.Systemd;

/// <summary>Levels of syslog(3).</summary>
internal enum Priority
{
    /// <summary>The appliance cannot do its work.</summary>
    Critical = 2,

    /// <summary>Something failed.</summary>
    Error = 3,

    /// <summary>Something needs a look.</summary>
    Warning = 4,

    /// <summary>Normal, and worth a line.</summary>
    Notice = 5,

    /// <summary>Normal.</summary>
    Information = 6,
}
