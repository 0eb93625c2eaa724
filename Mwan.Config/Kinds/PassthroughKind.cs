using Mwan.Config.Description;

namespace Mwan.Config.Kinds;

/// <summary>A host device: a PCI address, or a mapping that names a device or a virtual function.</summary>
internal static class PassthroughKind
{
    private static readonly Field<string> Address = Field.Optional(
        "address", HardwareKinds.PciAddress, "`virtualFunctionOf` names the device", "PCI address of a whole device.");

    private static readonly Field<string> VirtualFunctionOf = Field.Optional(
        "virtualFunctionOf", NameKinds.HostInterface, "`address` names the device", "The host's interface whose virtual function is passed through.");

    private static readonly Field<long> VirtualFunction = Field.WithDefault(
        "virtualFunction", new WholeKind(0, 255), 0L, "Number of the virtual function.");

    private static readonly Field<bool> Trust = Field.WithDefault(
        "trust", FlagKind.Instance, false, "Whether the host trusts the virtual function: EAPOL and MAC changes pass.");

    private static readonly Field<bool> SpoofCheck = Field.WithDefault(
        "spoofCheck", FlagKind.Instance, true, "Whether the host's NIC drops frames from other MACs than the virtual function's.");

    private static readonly Field<string> LinkState = Field.WithDefault(
        "linkState",
        new ChoiceKind<string>(("auto", "auto"), ("enable", "enable"), ("disable", "disable")),
        "auto",
        "Link state that the virtual function sees: that of the cable (`auto`), or always up or down.");

    private static readonly Field<string> Mac = Field.Optional(
        "mac", HardwareKinds.Mac, "random", "MAC that the host gives the virtual function.");

    public static readonly Kind<PassthroughDevice> Instance = new EitherKind<PassthroughDevice>(
        new TextKind<PassthroughDevice>(HardwareKinds.PciAddress.Noun, Read)
        {
            Pattern = HardwareKinds.PciAddress.Pattern,
            Examples = HardwareKinds.PciAddress.Examples,
        },
        new BuiltKind<PassthroughDevice>(
            new Section(
                "passthrough",
                "A PCI device of the host: a whole one by `address`, or a virtual function by `virtualFunctionOf`.",
                Address,
                VirtualFunctionOf,
                VirtualFunction,
                Trust,
                SpoofCheck,
                LinkState,
                Mac),
            "{ virtualFunctionOf: enp2s0f0np0 }",
            Build));

    private static string? Read(string text, out PassthroughDevice? value)
    {
        string? wrong = HardwareKinds.ReadPci(text, out string? address);
        value = new PassthroughDevice { Address = address };
        return wrong;
    }

    private static PassthroughDevice? Build(Values values, Report report)
    {
        if (values.At(Address).IsAbsent == values.At(VirtualFunctionOf).IsAbsent)
        {
            report.Error(values.Place, values.Path, "a device has exactly one of address and virtualFunctionOf");
            return null;
        }

        Item[] ofVirtualFunctions = [values.At(VirtualFunction), values.At(Trust), values.At(SpoofCheck), values.At(LinkState), values.At(Mac)];
        foreach (Item item in ofVirtualFunctions.Where(i => i.IsGiven && !values.At(Address).IsAbsent))
        {
            report.Error(item, "only a virtual function has this; delete it, or write virtualFunctionOf instead of address");
        }

        return ofVirtualFunctions.Append(values.At(Address)).Append(values.At(VirtualFunctionOf)).All(i => i.Origin is not Origin.Bad)
            ? new PassthroughDevice
            {
                Address = values.At(Address).Value,
                VirtualFunctionOf = values.At(VirtualFunctionOf).Value,
                VirtualFunction = (int)values.Get(VirtualFunction),
                Trust = values.Get(Trust),
                SpoofCheck = values.Get(SpoofCheck),
                LinkState = values.Get(LinkState),
                Mac = values.At(Mac).Value,
            }
            : null;
    }
}
