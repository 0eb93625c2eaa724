using System.Globalization;

namespace Mwan.Agent.Upgrades;

/// <summary>A UKI on the EFI system partition. Its name counts its boots (UAPI Group's Boot Loader Specification, "Boot counting").</summary>
/// <param name="FileName">Its name, <c>mwan_VERSION[+LEFT[-DONE]].efi</c>.</param>
/// <param name="Version">Version of the image that it boots.</param>
/// <param name="TriesLeft">Boots that are left to prove itself; null: it has.</param>
/// <param name="TriesDone">Boots that it had without proving itself.</param>
internal sealed record BootEntry(string FileName, string Version, int? TriesLeft, int TriesDone)
{
    private const string Prefix = "mwan_";
    private const string Suffix = ".efi";

    /// <summary>Whether it has proved itself.</summary>
    public bool IsBlessed => TriesLeft is null;

    /// <summary>Whether it has failed: the boot loader takes it only when there is nothing else.</summary>
    public bool IsBad => TriesLeft == 0;

    /// <summary>Whether a rollback set it aside, although it had proved itself: it has failed no boot.</summary>
    public bool IsSetAside => this is { TriesLeft: 0, TriesDone: 0 };

    /// <summary>Whether it waits for its boots.</summary>
    public bool IsOnTrial => TriesLeft > 0;

    /// <summary>
    /// Name of this entry when a rollback goes away from it. What never proved itself is no image that was set aside, to which a box may fall
    /// back, but one that failed; with a boot more than it had, for systemd-bless-boot(8) would still take <c>+0-DONE</c> for the one that it
    /// is to call good, if its gate passed in the same boot after all.
    /// </summary>
    public string GivenUp => this switch
    {
        { IsBlessed: true } => Untried(Version, 0),
        { IsOnTrial: true } => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Version}+0-{TriesDone + 1}{Suffix}"),
        _ => FileName,
    };

    /// <summary>Name of an entry that has not been tried yet.</summary>
    public static string Untried(string version, int tries) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}+{tries}{Suffix}");

    /// <summary>Reads a name; null: it is none of ours.</summary>
    public static BootEntry? Parse(string fileName)
    {
        if (!fileName.StartsWith(Prefix, StringComparison.Ordinal) || !fileName.EndsWith(Suffix, StringComparison.Ordinal) || fileName.Length <= Prefix.Length + Suffix.Length)
        {
            return null;
        }

        string[] parts = fileName[Prefix.Length..^Suffix.Length].Split('+');
        if (parts is [{ Length: > 0 } version])
        {
            return new BootEntry(fileName, version, TriesLeft: null, TriesDone: 0);
        }

        return parts is [{ Length: > 0 } counted, var counter] && counter.Split('-') is [var left, .. var rest] && rest.Length < 2 && Number(left) is { } triesLeft && (rest.Length == 0 ? 0 : Number(rest[0])) is { } triesDone
            ? new BootEntry(fileName, counted, triesLeft, triesDone)
            : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
