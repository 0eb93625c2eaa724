using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Mwan.Config;

/// <summary>A host address together with its on-link prefix length, as in <c>10.250.250.1/29</c>.</summary>
/// <param name="Address">The host's own address.</param>
/// <param name="PrefixLength">Length of the on-link prefix in bits.</param>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>The on-link prefix.</summary>
    public IPNetwork Network => Prefix.Of(Address, PrefixLength);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    /// <summary>Reads <c>ADDRESS/LENGTH</c>; host bits are kept.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out InterfaceAddress? result)
    {
        ArgumentNullException.ThrowIfNull(text);
        result = null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > Prefix.Bits(address))
        {
            return false;
        }

        result = new InterfaceAddress(address, length);
        return true;
    }
}
