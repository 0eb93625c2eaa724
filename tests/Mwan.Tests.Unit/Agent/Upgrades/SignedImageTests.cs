using System.Buffers.Binary;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class SignedImageTests : IDisposable
{
    private const int Header = 0x80;
    private const int Signature = 0x200;
    private static readonly byte[] Signer = [1, 2, 3, 4];
    private readonly TemporaryDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_certificate_that_is_in_the_signature_is_found_and_another_is_not()
    {
        string file = Write(Signature, 8, [9, 9, .. Signer, 9, 9]);
        Assert.True(SignedImage.Holds(file, [[5, 6], Signer]));
        Assert.False(SignedImage.Holds(file, [[5, 6]]));
        Assert.False(SignedImage.Holds(file, []));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Signature, 9)]
    [InlineData(uint.MaxValue, 8)]
    [InlineData(Signature, uint.MaxValue)]
    public void What_has_no_signature_where_it_says_holds_none(uint offset, uint size) => Assert.False(SignedImage.Holds(Write(offset, size, [9, 9, .. Signer, 9, 9]), [Signer]));

    [Fact]
    public void What_is_no_program_holds_none() => Assert.False(SignedImage.Holds(_scratch.Write("short", "MZ"), [Signer]));

    // The fields of the PE format that matter.
    private string Write(uint offset, uint size, byte[] signature)
    {
        byte[] image = new byte[Signature];
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(0x3c), Header);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Header + 24 + 144), offset);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Header + 24 + 148), size);
        string file = _scratch.Write("image.efi", "");
        File.WriteAllBytes(file, [.. image, .. signature]);
        return file;
    }
}
