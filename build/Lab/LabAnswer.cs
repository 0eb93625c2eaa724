using System.Globalization;
using System.Net;

namespace Mwan.Build.Lab;

/// <summary>What an echo service said of a call.</summary>
/// <param name="Caller">The caller's address as it arrived there; null: there was no answer.</param>
/// <param name="Port">The caller's port as it arrived there.</param>
/// <param name="Called">The address that was called as it arrived there.</param>
/// <param name="Failure">Why there was no answer; null: there was one.</param>
public sealed record LabAnswer(IPAddress? Caller, int Port, IPAddress? Called, string? Failure)
{
    /// <summary>Reads a line of <c>call.py</c>.</summary>
    public static LabAnswer Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Split(' ') is [var caller, var port, var called] && IPAddress.TryParse(caller, out IPAddress? from)
            ? new LabAnswer(from, int.Parse(port, CultureInfo.InvariantCulture), IPAddress.Parse(called), null)
            : new LabAnswer(null, 0, null, line.TrimStart('-', ' '));
    }
}
