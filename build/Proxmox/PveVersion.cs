using System.Globalization;
using System.Text.RegularExpressions;

namespace Mwan.Build.Proxmox;

/// <summary>Version of Proxmox VE, as <c>pveversion</c> prints it: <c>pve-manager/8.4.1/2a5fa54a8503f96d (running kernel: 6.8.12-10-pve)</c>.</summary>
/// <param name="Major">Its first number.</param>
/// <param name="Minor">Its second number.</param>
/// <param name="Text">All of it that a person wants to see, e.g. <c>8.4.1</c>.</param>
public sealed partial record PveVersion(int Major, int Minor, string Text)
{
    /// <summary>The oldest that is driven: what its <c>qm</c> offers was read, and <c>qm disk import --target-disk</c> is among it.</summary>
    public static PveVersion Oldest { get; } = new(8, 4, "8.4");

    /// <summary>Whether it is too old.</summary>
    public bool IsTooOld => (Major, Minor).CompareTo((Oldest.Major, Oldest.Minor)) < 0;

    /// <summary>Reads what <c>pveversion</c> printed; null: something else.</summary>
    public static PveVersion? Parse(string text) =>
        Pattern().Match(text) is { Success: true } match
            ? new PveVersion(Number(match, "major"), Number(match, "minor"), match.Groups["all"].Value)
            : null;

    private static int Number(Match match, string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"pve-manager/(?<all>(?<major>[0-9]{1,4})\.(?<minor>[0-9]{1,4})[^/\s]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
