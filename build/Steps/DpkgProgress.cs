using Mwan.Build.Narration;

namespace Mwan.Build.Steps;

/// <summary>Finds in the output of dpkg(1) which package it works on.</summary>
internal static class DpkgProgress
{
    private static readonly string[] Verbs = ["Unpacking ", "Setting up ", "Processing triggers for "];

    public static void Tell(StepReport report, string line)
    {
        if (Array.Exists(Verbs, verb => line.StartsWith(verb, StringComparison.Ordinal)))
        {
            report.Now(line.TrimEnd('.', ' '));
        }
    }
}
