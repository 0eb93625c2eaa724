namespace Mwan.Build.Proxmox;

/// <summary>How far the box is on the way to what is waited for.</summary>
/// <param name="IsReached">Whether it is there.</param>
/// <param name="IsFinal">Whether it will not get there.</param>
/// <param name="Words">The layer at which it stands, or why it will not get there.</param>
public sealed record WaitVerdict(bool IsReached, bool IsFinal, string Words)
{
    private static readonly WaitVerdict Reached = new(IsReached: true, IsFinal: false, "");

    /// <summary>It goes on.</summary>
    public static WaitVerdict NotYet(string layer) => new(IsReached: false, IsFinal: false, layer);

    /// <summary>Judges what is seen. Pure.</summary>
    /// <param name="step">What is waited for.</param>
    /// <param name="facts">What the host and the box tell.</param>
    /// <param name="runs">Whether the VM runs.</param>
    public static WaitVerdict Of(WaitStep step, HostFacts facts, bool runs) => step.Goal switch
    {
        WaitGoal.Swapped => Swapped(step, facts),
        _ when !runs => NotYet("the VM does not run"),
        _ when !facts.Guest.Answers => NotYet("booting: the guest agent does not answer yet (firmware, boot loader, kernel; qm terminal shows the console)"),
        WaitGoal.Booted => Reached,
        WaitGoal.Healthy => Healthy(facts.Guest),
        _ => Committed(step, facts.Guest),
    };

    private static WaitVerdict Healthy(GuestFacts guest)
    {
        if (guest.Findings is not { } findings)
        {
            return NotYet("booted: mwan's agent does not answer yet");
        }

        if (findings.Count == 0)
        {
            return Reached;
        }

        string words = string.Join("; ", findings.Select(static finding => $"{finding.Subject}: {finding.Text}"));

        // Nobody else brings the certificates: no patience helps.
        return guest.MissingCertificates.Count > 0
            ? Final($"The box runs, and stands at 802.1X: {words}\nGive it certificates: --target=Deploy --certificates=DIR")
            : NotYet($"mwan runs: {words}");
    }

    private static WaitVerdict Committed(WaitStep step, GuestFacts guest)
    {
        if (guest.Running is not { } running)
        {
            return NotYet("booted: mwan does not tell its slots yet");
        }

        if (running.Version == step.Version)
        {
            return running.IsGood ? Reached : NotYet($"{running.Version} runs: {running.State}");
        }

        // Before the restart the new image still waits; after its tries it is marked.
        return guest.Other is { } other && other.Version == step.Version && !other.IsOnTrial && !other.IsGood
            ? Final($"{step.Version} was rolled back: {other.Refusal ?? "it did not come as far as its gate"}. {running.Version} runs ({running.State}). mwan status on the box tells more.")
            : NotYet($"{running.Version} runs still, and is about to restart");
    }

    private static WaitVerdict Swapped(WaitStep step, HostFacts facts) => facts.SwapResult switch
    {
        // Each result names the version that was to go in.
        { } result when !result.Contains($": {step.Version} ", StringComparison.Ordinal) => facts.SwapUnfinished
            ? NotYet($"the host is at work on another order: {result}")
            : Final($"The host has come to the end of another order: {result}\nRun the same again."),
        { } result when facts.SwapRuns => NotYet(result),
        { } result when result.StartsWith(SwapScript.Committed, StringComparison.Ordinal) => Reached,
        { } result when result.StartsWith(SwapScript.Returned, StringComparison.Ordinal) => Final($"The old disk is back. {result}"),
        { } result when result.StartsWith(SwapScript.Failed, StringComparison.Ordinal) => Final($"Neither disk proves itself. {result}\nLook at the console (qm terminal)."),
        null when facts.SwapRuns => NotYet($"the host begins to put {step.Version} in"),
        var result when facts.SwapOrdered => NotYet($"the host has restarted, and goes on once its guests have been started{(result is null ? "" : $" ({result})")}"),
        var result => Final($"The host does not exchange the disk any more, and came no further than: {result ?? "the start"}. See `journalctl -u 'mwan-*-swap'` there, and run the same again."),
    };

    private static WaitVerdict Final(string words) => new(IsReached: false, IsFinal: true, words);
}
