namespace Mwan.Config;

/// <summary>Who gets a shell on the serial and graphical console.</summary>
public enum ConsoleAccess
{
    /// <summary>Nobody: the console shows the boot and no login.</summary>
    Off,

    /// <summary>A root shell without a password: whoever reaches the hypervisor's console owns the disk anyway.</summary>
    Root,

    /// <summary>A login that asks for root's password, which is accepted on the console alone.</summary>
    Password,
}
