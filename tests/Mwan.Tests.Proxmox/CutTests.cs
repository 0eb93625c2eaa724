using System.Globalization;
using Mwan.Build.Processes;
using Mwan.Tests.Proxmox.Hosts;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary>Each target, cut off at each of its steps: a second run completes it, and what comes of it is what an undisturbed run leaves.</summary>
public sealed class CutTests : Bench
{
    [Theory]
    [MemberData(nameof(Targets))]
    public Task A_second_run_completes_what_a_dropped_line_cut_off(string target) => EveryStepAsync(target, "before");

    [Theory]
    [Trait("Category", "full")]
    [MemberData(nameof(WholeDiskTargets))]
    public Task A_second_run_completes_what_a_dropped_line_cut_off_of_a_whole_disk(string target) => EveryStepAsync(target, "before");

    [Theory]
    [Trait("Category", "full")]
    [MemberData(nameof(Targets))]
    [MemberData(nameof(WholeDiskTargets))]
    public Task A_second_run_completes_what_was_killed_half_way(string target) => EveryStepAsync(target, "kill");

    [Theory]
    [Trait("Category", "full")]
    [MemberData(nameof(Targets))]
    [MemberData(nameof(WholeDiskTargets))]
    public Task A_second_run_completes_what_the_host_refused_once(string target) => EveryStepAsync(target, "fail");

    public static TheoryData<string> Targets => ["host", "template", "deploy", "upgrade", "rollback", "destroy --yes"];

    public static TheoryData<string> WholeDiskTargets => ["upgrade --whole-disk", "rollback of a whole disk"];

    private async Task EveryStepAsync(string target, string fate)
    {
        (string output, string[] verb) = await PrepareAsync(target);
        await Host.ForgetAsync();
        await Host.SaveAsync("before");
        await Builder.NeedAsync(output, verb);
        await Host.RestAsync();
        IReadOnlyDictionary<string, string> wanted = Host.State(randomToo: false);
        IReadOnlyList<int> steps = Changes.StepsOf(Host.Journal);
        List<string> wrong = [];
        foreach (int step in steps)
        {
            await Host.RestoreAsync("before");
            string plan = string.Create(CultureInfo.InvariantCulture, $"{fate} {step}");
            await Host.ForgetAsync(plan);
            CommandResult cut = await Builder.RunAsync(output, verb);
            await Host.RestAsync();
            string[] asked = [.. Host.Journal.Where(entry => entry.Step == step).Select(static entry => entry.Text)];
            await Host.ForgetAsync();
            CommandResult second = await Builder.RunAsync(output, verb);
            await Host.RestAsync();
            IReadOnlyList<string> differences = StandInHost.Differences(wanted, Host.State(randomToo: false));
            if (second.ExitCode != 0 || differences.Count > 0 || Host.Damage.Count > 0)
            {
                wrong.Add($"== {plan}: {string.Join(" | ", asked)}\nthe first run ended with {cut.ExitCode}:\n{cut.Tail}\nthe second with {second.ExitCode}:\n{second.Tail}\n{string.Join('\n', [.. differences, .. Host.Damage])}");
            }
        }

        Assert.True(steps.Count > 1, $"{target} has no steps to be cut off at.");
        Assert.True(wrong.Count == 0, $"{target}: {wrong.Count} of {steps.Count}\n{string.Join("\n\n", wrong)}");
    }

    // The state before the target, and the target.
    private async Task<(string Output, string[] Verb)> PrepareAsync(string target)
    {
        await Host.PaceAsync(0, 0);
        string first = await Images.OutputAsync(First);
        string second = await Images.OutputAsync(Second);
        string certificates = $"--certificates={await Images.CertificatesAsync()}";
        if (target == "host")
        {
            return (first, ["host"]);
        }

        await Builder.NeedAsync(first, "host");
        if (target == "template")
        {
            return (first, ["template"]);
        }

        await Builder.NeedAsync(first, "template");
        if (target == "deploy")
        {
            return (first, ["deploy", certificates]);
        }

        await Builder.NeedAsync(first, "deploy", certificates);
        if (target.StartsWith("rollback", StringComparison.Ordinal))
        {
            await Builder.NeedAsync(second, target == "rollback" ? ["upgrade"] : ["upgrade", "--whole-disk"]);
            return (second, ["rollback"]);
        }

        return (second, target.Split(' '));
    }
}
