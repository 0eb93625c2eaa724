namespace Mwan.Build.Verbs;

/// <summary>One project of tests and what it needs.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Project">Its directory.</param>
/// <param name="Tree">The tree of Debian programs that it runs in (<c>MWAN_TOOLS</c>); null: none.</param>
/// <param name="OwnNetwork">Whether it makes networks, as root of a namespace.</param>
/// <param name="World">Whether it needs the lab's other machine, and leaves a report.</param>
internal sealed record TestSuite(string Name, string Project, string? Tree, bool OwnNetwork = false, bool World = false)
{
    /// <summary>Whether a test may take minutes: each is then named as it ends, so that who watches sees that it goes on.</summary>
    public bool Slow => Tree == "machines";

    /// <summary>All suites, the quick ones first.</summary>
    public static IReadOnlyList<TestSuite> All { get; } =
    [
        new("unit", "tests/Mwan.Tests.Unit", Tree: null),
        new("build", "tests/Mwan.Tests.Build", Tree: null),
        new("netns", "tests/Mwan.Tests.Netns", Tree: null, OwnNetwork: true),
        new("image", "tests/Mwan.Tests.Image", "root"),
        new("proxmox", "tests/Mwan.Tests.Proxmox", "machines", OwnNetwork: true),
        new("smoke", "tests/Mwan.Tests.Smoke", "machines"),
        new("upgrade", "tests/Mwan.Tests.Upgrade", "machines"),
        new("lab", "tests/Mwan.Tests.Lab", "machines", World: true),
    ];
}
