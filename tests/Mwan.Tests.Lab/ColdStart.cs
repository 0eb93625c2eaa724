using Mwan.Build.Lab;
using Mwan.Build.Machines;

namespace Mwan.Tests.Lab;

/// <summary>The router before it has the certificates that the ISP accepts: it is given bad ones, one set after the other.</summary>
internal sealed class ColdStart
{
    private static readonly TimeSpan Boot = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private ColdStart()
    {
    }

    /// <summary>Findings without any certificate.</summary>
    public required IReadOnlyList<string> Without { get; init; }

    /// <summary>Findings with a key that belongs to another certificate.</summary>
    public required IReadOnlyList<string> Mismatched { get; init; }

    /// <summary>Findings with a certificate that is not valid any more.</summary>
    public required IReadOnlyList<string> Expired { get; init; }

    /// <summary>Findings with a set of an authority that the ISP does not know.</summary>
    public required IReadOnlyList<string> Strange { get; init; }

    /// <summary>What came of importing the mismatched ones.</summary>
    public required GuestResult MismatchedImport { get; init; }

    /// <summary>What came of importing the expired one.</summary>
    public required GuestResult ExpiredImport { get; init; }

    /// <summary>What was in the slot after both.</summary>
    public required string SlotAfterwards { get; init; }

    public static async Task<ColdStart> RunAsync(RunningLab lab)
    {
        LabCertificates papers = lab.Certificates;
        LabCertificates stranger = LabCertificates.Make("stranger");
        IReadOnlyList<string> without = await FindingsAsync(lab, static finding => finding.StartsWith("certificates: 802.1X waits", StringComparison.Ordinal), Boot);
        GuestResult mismatchedImport = await lab.ImportAsync(papers.Authority, papers.Client, papers.ServerKey);
        GuestResult expiredImport = await lab.ImportAsync(papers.Authority, papers.Expired, papers.ClientKey);
        string slot = await lab.AtRouterAsync("ls /state/mwan/wpa");
        await lab.ForceCertificatesAsync(papers.Authority, papers.Client, papers.ServerKey);
        IReadOnlyList<string> mismatched = await FindingsAsync(lab, static finding => finding.Contains("does not belong", StringComparison.Ordinal), Patience);
        await lab.ForceCertificatesAsync(papers.Authority, papers.Expired, papers.ClientKey);
        IReadOnlyList<string> expired = await FindingsAsync(lab, static finding => finding.Contains("expired", StringComparison.Ordinal), Patience);
        _ = await lab.ImportAsync(stranger.Authority, stranger.Client, stranger.ClientKey);
        return new ColdStart
        {
            Without = without,
            MismatchedImport = mismatchedImport,
            ExpiredImport = expiredImport,
            SlotAfterwards = slot,
            Mismatched = mismatched,
            Expired = expired,
            Strange = await FindingsAsync(lab, static finding => finding.Contains("802.1X", StringComparison.Ordinal), Patience),
        };
    }

    // What does not come in time is for the test to say.
    private static async Task<IReadOnlyList<string>> FindingsAsync(RunningLab lab, Func<string, bool> expected, TimeSpan patience)
    {
        IReadOnlyList<string> last = [];
        _ = await Waiting.UntilAsync(
            async () =>
            {
                last = (await RouterStatus.AskAsync(lab))?.Findings ?? [];
                return last.Any(expected);
            },
            patience);
        return last;
    }
}
