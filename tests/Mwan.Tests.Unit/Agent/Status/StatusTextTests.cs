using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Status;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Status;

public sealed class StatusTextTests
{
    private static readonly World Troubled = ExampleWorld.Well with
    {
        State = new StateDisk { Kind = StateKind.Volatile, Reason = "no disk with the serial number mwan-state is attached", FileSystem = "tmpfs" },
        Certificates = new CertificateSlot { Read = true, Missing = ["ca.pem", "client.pem", "key.pem"] },
        Links = [.. ExampleWorld.Well.Links.Select(link => link.Role is LinkRole.Wan or LinkRole.Vlan ? link with { Device = null } : link)],
        UnnamedInterfaces = ["eth0"],
        ClockSynchronized = null,
    };

    [Fact]
    public void A_day_without_trouble_reads_as_agreed() => AssertGolden("well", StatusText.Render(Report(ExampleWorld.Well), colour: false, StatusText.NarrowColumns));

    [Fact]
    public void A_troubled_day_reads_as_agreed_and_starts_with_the_worst() =>
        AssertGolden("troubled", StatusText.Render(Report(Troubled), colour: false, StatusText.NarrowColumns));

    [Theory]
    [InlineData("well", 100)]
    [InlineData("well", 80)]
    [InlineData("cut", 100)]
    [InlineData("cut", 80)]
    public void The_first_users_site_reads_as_agreed_at_either_width(string day, int width) =>
        AssertGolden($"seed-{day}-{width}", StatusText.Render(Seed(day == "well" ? SeedWorld.Well : SeedWorld.Cut), colour: false, width));

    [Theory]
    [InlineData(60, 80)]
    [InlineData(100, 100)]
    [InlineData(300, 100)]
    public void No_line_is_wider_than_the_terminal_of_which_neither_too_much_nor_too_little_is_used(int terminal, int width)
    {
        foreach (World world in new[] { SeedWorld.Well, SeedWorld.Cut })
        {
            Assert.All(StatusText.Render(Seed(world), colour: false, terminal).Split('\n'), line => Assert.InRange(line.Length, 0, width));
        }
    }

    [Fact]
    public void No_line_is_wider_than_a_serial_console()
    {
        foreach (World world in new[] { ExampleWorld.Well, Troubled })
        {
            Assert.All(StatusText.Render(Report(world), colour: false, StatusText.NarrowColumns).Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        }
    }

    [Fact]
    public void Without_colour_there_is_no_escape() => Assert.DoesNotContain('\e', StatusText.Render(Report(Troubled), colour: false, StatusText.NarrowColumns));

    [Fact]
    public void With_colour_the_words_are_the_same()
    {
        string coloured = StatusText.Render(Report(Troubled), colour: true, StatusText.NarrowColumns);
        Assert.StartsWith("\e[1;31m!! STATE", coloured, StringComparison.Ordinal);
        AssertGolden("troubled", coloured.Replace("\e[1;31m", "", StringComparison.Ordinal).Replace("\e[33m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal));
    }

    internal static StatusReport Report(World world) => new()
    {
        Findings = Findings.Of(world, ExampleWorld.Now, TimeSpan.FromDays(3)),
        Uptime = new TimeSpan(3, 4, 5, 6),
        AgentUptime = new TimeSpan(4, 5, 6),
        Age = TimeSpan.FromSeconds(2),
        World = world,
    };

    private static StatusReport Seed(World world) =>
        Translations.Add(Report(world) with { Members = Planner.Plan(SeedWorld.Site, world).Members }, SeedWorld.Site);

    // What came instead lies beside the golden file in the output directory, to be read and, if it is right, taken over.
    private static void AssertGolden(string name, string actual)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "Agent/Status");
        string expected = File.ReadAllText(Path.Combine(directory, $"{name}.txt")).TrimEnd('\n');
        if (expected != actual)
        {
            File.WriteAllText(Path.Combine(directory, $"{name}.received.txt"), actual + "\n");
        }

        Assert.Equal(expected, actual);
    }
}
