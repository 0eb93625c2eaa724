using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Mwan.Tests.Image.Agent;

/// <summary>The agent's sandbox, as Debian 13's systemd-analyze(1) of the tools tree (<c>MWAN_TOOLS</c>) judges it.</summary>
public sealed partial class SandboxTests
{
    /// <summary>What systemd 257.13 gave; lower is better. Raise it only for work that needs it.</summary>
    private const double RecordedExposure = 2.0;

    private static string Unit { get; } = File.ReadAllText(Path.Combine(Clone(), "overlays/usr/lib/systemd/system/mwan.service"));

    [Fact]
    public async Task The_agent_is_no_more_exposed_than_recorded() =>
        Assert.InRange(await ExposureAsync(Unit), 0, RecordedExposure);

    [Fact]
    public async Task A_line_less_of_the_sandbox_is_seen() =>
        Assert.True(await ExposureAsync(Unit.Replace("ProtectSystem=strict\n", "", StringComparison.Ordinal)) > RecordedExposure);

    private static async Task<double> ExposureAsync(string unit)
    {
        string tools = Environment.GetEnvironmentVariable("MWAN_TOOLS")
            ?? throw new InvalidOperationException("MWAN_TOOLS must name a Debian 13 tree with systemd.");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("mwan-test-");
        try
        {
            string path = Path.Combine(directory.FullName, "mwan.service");
            await File.WriteAllTextAsync(path, unit);
            string output = await RunAsync(tools, "security", "--offline=true", "--no-pager", path);
            Match match = Exposure().Match(output);
            return match.Success
                ? double.Parse(match.Groups["level"].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"systemd-analyze gave no exposure level:\n{output}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // The tree's own loader and libraries, so that nothing is mounted and no privilege is needed.
    private static async Task<string> RunAsync(string tools, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(tools, "lib64/ld-linux-x86-64.so.2")) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--library-path", $"{tools}/usr/lib/x86_64-linux-gnu:{tools}/usr/lib/x86_64-linux-gnu/systemd", $"{tools}/usr/bin/systemd-analyze", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("systemd-analyze did not start.");
        try
        {
            using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(4));
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return output + await errors;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static string Clone()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Mwan.Build.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run in a clone.");
    }

    [GeneratedRegex(@"Overall exposure level for mwan\.service: (?<level>[0-9.]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exposure();
}
