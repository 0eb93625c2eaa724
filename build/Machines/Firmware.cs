namespace Mwan.Build.Machines;

/// <summary>UEFI firmware (OVMF) in two flash chips.</summary>
/// <param name="Code">The program, never written: a path inside the tools tree.</param>
/// <param name="Variables">The machine's own copy of the variable store, written in place.</param>
public sealed record Firmware(string Code, string Variables)
{
    /// <summary>OVMF without Secure Boot, in Debian's package <c>ovmf</c>.</summary>
    public const string PlainCode = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    /// <summary>OVMF with Secure Boot, in the same package: it keeps its variables where only System Management Mode writes.</summary>
    public const string SecureCode = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd";

    /// <summary>Whether it is <see cref="SecureCode"/>.</summary>
    public bool IsSecure => string.Equals(Code, SecureCode, StringComparison.Ordinal);

    /// <summary>An empty variable store for either.</summary>
    public const string PlainVariables = "/usr/share/OVMF/OVMF_VARS_4M.fd";
}
