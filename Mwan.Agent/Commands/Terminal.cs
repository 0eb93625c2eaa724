using Mwan.Agent.Status;

namespace Mwan.Agent.Commands;

/// <summary>What the reader's terminal can show.</summary>
internal static class Terminal
{
    /// <summary>Whether colours are understood and wanted (no-color.org).</summary>
    public static bool Colour => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Columns; what is no terminal, or does not tell, is wide.</summary>
    public static int Columns
    {
        get
        {
            try
            {
                return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? StatusText.WideColumns : Console.WindowWidth;
            }
            catch (IOException)
            {
                return StatusText.WideColumns;
            }
        }
    }
}
