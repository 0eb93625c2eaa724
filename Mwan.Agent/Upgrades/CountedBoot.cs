using System.Text;

namespace Mwan.Agent.Upgrades;

/// <summary>A boot that the boot loader counted, because what it booted has not proved itself.</summary>
internal static class CountedBoot
{
    private const int Attributes = 4;

    /// <summary>Whether the entry that was booted still has its counter. May wait for the EFI system partition to be mounted.</summary>
    /// <returns>False also where the firmware or the partition does not tell.</returns>
    public static bool IsCounted(Layout layout)
    {
        try
        {
            // The entry as the boot loader has renamed it, /EFI/Linux/mwan_VERSION+LEFT-DONE.efi, in UTF-16 with backslashes.
            byte[] variable = File.ReadAllBytes(layout.BootCountPath);
            string entry = variable.Length <= Attributes ? "" : Encoding.Unicode.GetString(variable.AsSpan(Attributes)).TrimEnd('\0').Replace('\\', '/').TrimStart('/');
            return entry.Length > 0 && File.Exists(Path.Combine(layout.Boot, entry));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
