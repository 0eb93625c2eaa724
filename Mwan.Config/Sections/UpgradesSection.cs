using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Releases;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>upgrades</c>.</summary>
internal static class UpgradesSection
{
    public static readonly Field<Uri> Source = Field.Optional("source", UriKinds.Https, "none", "Base URL of the release directory.");

    public static readonly Field<string> Channel = Field.WithDefault(
        "channel", new ChoiceKind<string>((ReleaseIndex.Stable, ReleaseIndex.Stable), (ReleaseIndex.Testing, ReleaseIndex.Testing)), ReleaseIndex.Stable, "Which releases are taken.");

    public static readonly Field<TimeSpan?> CheckEvery = Field.WithDefault(
        "checkEvery",
        new WordKind<TimeSpan, TimeSpan?>("off", null, DurationKind.Between(TimeSpan.FromMinutes(10), TimeSpan.FromDays(365)), t => t),
        null,
        "Interval at which a newer release is looked for and taken; each box adds up to 15 minutes of its own.");

    public static readonly Field<long> Tries = Field.WithDefault(
        "tries", new WholeKind(1, 9), 2L, "Boots that a new image gets before the old one comes back.");

    public static readonly Field<TimeSpan> GateDeadline = Field.WithDefault(
        "gateDeadline",
        DurationKind.Between(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
        TimeSpan.FromSeconds(180),
        "How long a new image may take to prove itself.");

    public static readonly Section Section = new("upgrades", "Where releases come from and when the box looks.", Source, Channel, CheckEvery, Tries, GateDeadline);

    public static readonly SectionKind Kind = new(Section, "{ source: \"https://...\", checkEvery: 1d }");
}
