using System.Runtime.InteropServices;

namespace Mwan.Config;

/// <summary>A place in a text file.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Place(int Line, int Column)
{
    /// <summary>Where a file begins: the place of what is missing altogether.</summary>
    public static readonly Place Start = new(1, 1);
}
