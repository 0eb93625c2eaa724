using Mwan.Agent.Running;
using Mwan.Agent.Status;
using Mwan.Agent.Tracing;
using Mwan.Config;

namespace Mwan.Agent.Control;

/// <summary>Answers questions from what is published; never waits for the loop.</summary>
/// <param name="publication">The last world.</param>
/// <param name="decisions">The last decisions.</param>
/// <param name="site">The site; null: there is none.</param>
internal sealed class Answers(Publication publication, Decisions decisions, Site? site)
{
    /// <summary>The answer; to <see cref="Request.Watch"/> the first one.</summary>
    public Reply Of(Request request) => request.Ask switch
    {
        Request.Status or Request.Watch when publication.Report() is { } report => new Reply { Status = site is null ? report : Translations.Add(report, site) },
        Request.Status or Request.Watch => new Reply { Error = "it has just started and not looked yet: ask again" },
        Request.Trace => new Reply { Decisions = [.. decisions.Last.Where(decision => decision.Trace.StartsWith(request.Id ?? "", StringComparison.OrdinalIgnoreCase))] },
        _ => new Reply { Error = $"it does not know the question {request.Ask}" },
    };
}
