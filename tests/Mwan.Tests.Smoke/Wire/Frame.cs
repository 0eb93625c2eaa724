using System.Buffers.Binary;
using System.Net.NetworkInformation;

namespace Mwan.Tests.Smoke.Wire;

/// <summary>An Ethernet frame.</summary>
/// <param name="Destination">Where it goes.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="Vlan">Its 802.1Q VLAN; null: untagged.</param>
/// <param name="Type">What it carries, see <see cref="EtherType"/>.</param>
/// <param name="Payload">The packet.</param>
internal sealed record Frame(PhysicalAddress Destination, PhysicalAddress Source, int? Vlan, ushort Type, byte[] Payload)
{
    private const int Tagged = 18;
    private const int Untagged = 14;
    private const int VlanMask = 0x0FFF;

    public static PhysicalAddress Broadcast { get; } = PhysicalAddress.Parse("ff:ff:ff:ff:ff:ff");

    public static Frame? Parse(byte[] bytes)
    {
        if (bytes.Length < Untagged)
        {
            return null;
        }

        PhysicalAddress destination = new(bytes[..6]);
        PhysicalAddress source = new(bytes[6..12]);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(12));
        return type == EtherType.Vlan && bytes.Length >= Tagged
            ? new Frame(
                destination,
                source,
                BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(14)) & VlanMask,
                BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(16)),
                bytes[Tagged..])
            : new Frame(destination, source, null, type, bytes[Untagged..]);
    }

    public byte[] ToBytes()
    {
        byte[] header = new byte[Vlan is null ? Untagged : Tagged];
        Destination.GetAddressBytes().CopyTo(header, 0);
        Source.GetAddressBytes().CopyTo(header, 6);
        if (Vlan is int id)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(12), EtherType.Vlan);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)id);
        }

        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(header.Length - 2), Type);
        return [.. header, .. Payload];
    }
}
