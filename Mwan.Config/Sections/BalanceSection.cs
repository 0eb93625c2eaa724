using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>balance</c>.</summary>
internal static class BalanceSection
{
    public static readonly Field<bool> StickyBySource = Field.WithDefault(
        "sticky",
        new ChoiceKind<bool>(("off", false), ("source", true)),
        false,
        "`source`: all new flows of one source keep to one member. `off`: each flow is balanced by itself.");

    public static readonly Field<IReadOnlyList<Item<Values>>> Pins = Field.WithDefault(
        "pins", new ListKind<Values>(PinSection.Kind, "pins"), ListKind<Values>.Of(), "Exceptions; the first that matches wins.");

    public static readonly Section Section = new("balance", "How new flows are spread over the members of a tier.", StickyBySource, Pins);

    public static readonly SectionKind Kind = new(Section, "{ sticky: source, pins: [...] }");
}
