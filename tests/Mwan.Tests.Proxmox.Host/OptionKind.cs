namespace Mwan.Tests.Proxmox.Host;

/// <summary>What an option takes.</summary>
internal enum OptionKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A boolean, which may stand without its value.</summary>
    Switch,

    /// <summary>Text, and more of it each time that it is given.</summary>
    List,
}
