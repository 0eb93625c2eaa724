using System.Globalization;
using System.Text.RegularExpressions;

namespace Mwan.Agent.Upgrades;

/// <summary>Makes a few lines for a person of what systemd-sysupdate and its helper say.</summary>
/// <param name="say">Tells the person.</param>
internal sealed partial class TransferProgress(Action<string> say)
{
    private const int Step = 25;
    private int _next = Step;

    /// <summary>Takes a line of theirs.</summary>
    public void Take(string line)
    {
        if (File().Match(line) is { Success: true } file)
        {
            say($"writing {file.Groups["name"].Value}");
            _next = Step;
        }
        else if (Percent().Match(line) is { Success: true } percent && int.Parse(percent.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) is var number && number >= _next)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"  {number} %"));
            _next = ((number / Step) + 1) * Step;
        }
    }

    [GeneratedRegex("^Importing '(?:[^']*/)?(?<name>[^/']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex File();

    [GeneratedRegex(@"^Imported (?<number>\d{1,3})%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Percent();
}
