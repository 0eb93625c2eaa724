using Mwan.Tests.Proxmox.Hosts;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary><c>--dry-run</c> prints what would run, and that is what runs.</summary>
public sealed class DryRunTests : Bench
{
    // What leads to the state in which a target has something to do, and the target.
    [Fact]
    public async Task What_it_prints_is_what_then_runs_and_printing_changes_nothing()
    {
        await Host.PaceAsync(0, 0);
        string first = await Images.OutputAsync(First);
        string second = await Images.OutputAsync(Second);
        string third = await Images.OutputAsync("1.2.0");
        string certificates = $"--certificates={await Images.CertificatesAsync()}";
        (string Output, string[] Verb)[] targets =
        [
            (first, ["host"]), (first, ["template"]), (first, ["deploy", certificates]), (second, ["upgrade"]), (second, ["rollback"]), (third, ["upgrade", "--whole-disk"]), (third, ["rollback"]), (first, ["destroy", "--yes"]),
        ];
        foreach ((string output, string[] verb) in targets)
        {
            IReadOnlyDictionary<string, string> before = Host.State();
            string printed = await Builder.NeedAsync(output, [.. verb, "--dry-run"]);
            Assert.Empty(StandInHost.Differences(before, Host.State()));
            await Host.ForgetAsync();
            await Builder.NeedAsync(output, verb);
            await Host.RestAsync();
            string[] ran = [.. Changes.Of(Host.Journal).Select(static entry => entry.Text)];
            Assert.NotEmpty(ran);
            Assert.All(ran, command => Assert.True(printed.Contains(command, StringComparison.Ordinal) || printed.Contains(WithVariable(command), StringComparison.Ordinal), $"{string.Join(' ', verb)} ran, and had not printed: {command}\nIt printed:\n{printed}"));
            Assert.All(
                printed.Split('\n').Where(static line => line.StartsWith("qm ", StringComparison.Ordinal) || line.StartsWith("systemctl ", StringComparison.Ordinal)),
                line => Assert.True(Array.Exists(ran, command => command == line || command.StartsWith($"{line}\n", StringComparison.Ordinal)), $"{string.Join(' ', verb)} had printed, and did not run: {line}\nIt ran:\n{string.Join('\n', ran)}"));
        }
    }

    // The volume that an import gives is known only then: the script finds it, and what is printed is the script.
    private static string WithVariable(string command)
    {
        string[] words = command.Split(' ');
        int volume = Array.FindIndex(words, static word => word.StartsWith("local-lvm:", StringComparison.Ordinal));
        return volume < 0 ? command : string.Join(' ', [.. words[..volume], "\"$new\"", .. words[(volume + 1)..]]);
    }
}
