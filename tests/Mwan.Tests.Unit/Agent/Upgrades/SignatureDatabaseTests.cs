using System.Buffers.Binary;
using Mwan.Agent;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class SignatureDatabaseTests
{
    private static readonly Guid X509 = new("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");
    private static readonly Guid Sha256 = new("c1c41626-504c-4092-aca9-41f936934328");
    private static readonly byte[] Attributes = [0x27, 0, 0, 0];

    [Fact]
    public void Every_certificate_of_every_list_counts_and_nothing_else_does() => Assert.Equal(
        [[1, 2, 3], [4, 5, 6], [7]],
        SignatureDatabase.Certificates([.. Attributes, .. List(X509, 0, [1, 2, 3], [4, 5, 6]), .. List(Sha256, 0, new byte[32]), .. List(X509, 8, [7])]));

    [Fact]
    public void What_is_cut_off_ends_it()
    {
        byte[] whole = [.. Attributes, .. List(X509, 0, [1, 2, 3]), .. List(X509, 0, [4, 5, 6])];
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal(length < Attributes.Length + 28 + 19 ? 0 : 1, SignatureDatabase.Certificates(whole[..length]).Count());
        }
    }

    [Theory]
    [InlineData(0, 0, 19)]
    [InlineData(47, 4000000000, 19)]
    [InlineData(47, 0, 0)]
    [InlineData(47, 0, 16)]
    [InlineData(4294967295, 0, 19)]
    public void Sizes_that_cannot_be_end_it(uint list, uint header, uint each)
    {
        byte[] variable = [.. Attributes, .. List(X509, 0, [1, 2, 3])];
        BinaryPrimitives.WriteUInt32LittleEndian(variable.AsSpan(20), list);
        BinaryPrimitives.WriteUInt32LittleEndian(variable.AsSpan(24), header);
        BinaryPrimitives.WriteUInt32LittleEndian(variable.AsSpan(28), each);
        Assert.Empty(SignatureDatabase.Certificates(variable));
    }

    [Fact]
    public void Firmware_that_boots_anything_knows_nobody_and_what_cannot_be_read_is_said()
    {
        using TemporaryDirectory root = new();
        Layout layout = new(root.Path);
        Assert.Null(SignatureDatabase.Read(layout));
        _ = root.Write("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", "");
        File.WriteAllBytes(layout.SecureBoot, [6, 0, 0, 0, 1]);
        Assert.Contains("does not tell by whom", Assert.Throws<IOException>(() => SignatureDatabase.Read(layout)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(layout.SignatureDatabase, [.. Attributes, .. List(X509, 0, [1, 2, 3])]);
        Assert.Equal([[1, 2, 3]], SignatureDatabase.Read(layout)!);
    }

    // EFI_SIGNATURE_LIST as UEFI 2.10 has it in section 32.4.1.
    private static byte[] List(Guid type, int header, params byte[][] signatures)
    {
        int each = 16 + signatures[0].Length;
        byte[] sizes = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(sizes, 28 + header + (each * signatures.Length));
        BinaryPrimitives.WriteInt32LittleEndian(sizes.AsSpan(4), header);
        BinaryPrimitives.WriteInt32LittleEndian(sizes.AsSpan(8), each);
        return [.. type.ToByteArray(), .. sizes, .. new byte[header], .. signatures.SelectMany(static signature => (byte[])[.. new byte[16], .. signature])];
    }
}
