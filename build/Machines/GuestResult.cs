namespace Mwan.Build.Machines;

/// <summary>What a program in the guest did.</summary>
/// <param name="Status">Exit status; 128 plus the signal's number if a signal ended it.</param>
/// <param name="Output">Standard output, as UTF-8.</param>
/// <param name="Errors">Standard error, as UTF-8.</param>
public sealed record GuestResult(int Status, string Output, string Errors)
{
    /// <summary>The output without white space around it.</summary>
    public string Text => Output.Trim();
}
