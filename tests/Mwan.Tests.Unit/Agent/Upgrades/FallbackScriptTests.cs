using System.Diagnostics;
using System.Text;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

/// <summary>The script that decides without the agent whether the box leaves an image, on files as the firmware and the boot loader make them.</summary>
public sealed class FallbackScriptTests : IDisposable
{
    private const string Variable = "sys/firmware/efi/efivars/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
    private readonly TemporaryDirectory _root = new();

    [Theory]
    [InlineData("mwan_1.1+1-1.efi")]
    [InlineData("mwan_1.1+0-2.efi")]
    public void An_image_on_trial_is_left_for_one_that_is_good(string booted)
    {
        Entries(booted, "mwan_1.0.efi");
        Assert.Equal((0, "This image has not proved itself: rebooting.\n"), Run(booted));
    }

    [Fact]
    public void A_rollback_that_fails_is_left_for_what_it_set_aside()
    {
        Entries("mwan_1.0+1-1.efi", "mwan_1.1+0.efi");
        Assert.Equal(0, Run("mwan_1.0+1-1.efi").Code);
    }

    [Fact]
    public void Where_all_have_failed_the_box_stays()
    {
        Entries("mwan_1.1+1-1.efi", "mwan_1.0+0-2.efi");
        Assert.Equal((1, "There is nothing to go back to: this image stays.\n"), Run("mwan_1.1+1-1.efi"));
    }

    [Fact]
    public void Where_there_is_no_other_the_box_stays()
    {
        Entries("mwan_1.1+1-1.efi");
        Assert.Equal((1, "There is nothing to go back to: this image stays.\n"), Run("mwan_1.1+1-1.efi"));
    }

    [Fact]
    public void An_image_that_is_booted_again_although_it_has_no_try_left_stays()
    {
        Entries("mwan_1.1+0-3.efi", "mwan_1.0.efi");
        Assert.Equal((1, "It had 3 boots of 2, and nothing else was found: this image stays.\n"), Run("mwan_1.1+0-3.efi"));
    }

    [Fact]
    public void What_was_called_good_since_stays()
    {
        Entries("mwan_1.1.efi", "mwan_1.0.efi");
        Assert.Equal((1, "It has proved itself: this image stays.\n"), Run("mwan_1.1+1-1.efi"));
    }

    [Fact]
    public void Without_an_EFI_system_partition_the_counter_alone_decides()
    {
        Assert.Equal(0, Run("mwan_1.1+0-2.efi").Code);
        Assert.Equal(1, Run("mwan_1.1+0-3.efi").Code);
    }

    [Fact]
    public void A_name_without_a_counter_stays()
    {
        Entries("mwan_1.1.efi", "mwan_1.0.efi");
        Assert.Equal(1, Run("mwan_1.1.efi").Code);
    }

    public void Dispose() => _root.Dispose();

    private void Entries(params string[] names)
    {
        foreach (string name in names)
        {
            _ = _root.Write($"boot/EFI/Linux/{name}", "");
        }
    }

    private (int Code, string Output) Run(string booted)
    {
        _ = _root.Write(Variable, "");
        File.WriteAllBytes(_root.At(Variable), [7, 0, 0, 0, .. Encoding.Unicode.GetBytes($@"\EFI\Linux\{booted}" + "\0")]);
        string script = Path.Combine(Mwan.Build.Workspace.Find(AppContext.BaseDirectory, config: null, output: null).Overlays, "usr/lib/mwan/fallback.sh");
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", [script, "2", _root.Path]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = shell.StandardOutput.ReadToEnd() + shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, output);
    }
}
