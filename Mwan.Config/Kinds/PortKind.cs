using Mwan.Config.Description;

namespace Mwan.Config.Kinds;

/// <summary>A NIC: its Proxmox name, or <c>{ name, driver }</c>.</summary>
internal static class PortKind
{
    private static readonly Field<string> Name = Field.Required("name", NameKinds.Port, "Its name in the Proxmox configuration.");

    private static readonly Field<string> Driver = Field.Optional(
        "driver",
        NameKinds.Driver,
        "`virtio_net` for `netN`, any for `hostpciN`",
        "Kernel driver that the NIC must have; another device in its place is then not taken for it.");

    public static readonly Kind<Port> Instance = new EitherKind<Port>(
        new TextKind<Port>(NameKinds.Port.Noun, Read)
        {
            Pattern = NameKinds.Port.Pattern,
            Examples = ["net0", "hostpci0"],
        },
        new BuiltKind<Port>(
            new Section("port", "A NIC of the virtual machine.", Name, Driver),
            "{ name: hostpci0, driver: iavf }",
            (values, _) => values.At(Name).Is(out string? name) && values.At(Driver) is { Origin: not Origin.Bad } driver ? new Port(name, driver.Value) : null));

    private static string? Read(string text, out Port? value)
    {
        value = new Port(text);
        return NameKinds.IsPort(text)
            ? null
            : $"'{text}' is not a NIC of the virtual machine; write {NameKinds.Port.Noun}";
    }
}
