namespace Mwan.Tests.Proxmox.Host.Guests;

/// <summary>How a scripted image does.</summary>
internal enum Conduct
{
    /// <summary>It boots, passes its gate and is well.</summary>
    Good,

    /// <summary>It boots and finds no Internet: it does not pass its gate, and says so.</summary>
    Unwell,

    /// <summary>It does not come as far as its guest agent.</summary>
    Dead,
}
