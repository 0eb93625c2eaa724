using System.Text.Json;
using System.Text.RegularExpressions;
using Mwan.Build;
using Mwan.Build.Artifacts;
using Xunit;

namespace Mwan.Tests.Unit.Build.Artifacts;

public sealed class ArtifactTests
{
    private static readonly Manifest Example = new()
    {
        Version = "1.2.3",
        Appliance = "mwan",
        Commit = "0123456789ab",
        ConfigHash = "cc",
        Date = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Kernel = "6.12.0-amd64",
        RootHash = "ab",
        Packages =
        [
            new("libstdc++6", "14.2.0-19", "amd64", "deb", "aa", "GPL-3+ AND (GPL-3+ with exception)"),
            new("login", "1:4.16", "amd64", "deb", "bb", Licence.Unknown),
            new("Some.Package_x", "3.0.0", Architecture: null, "nuget", Sha256: null, Licence.Unknown),
        ],
    };

    [Fact]
    public async Task The_status_of_dpkg_gives_the_fields_of_each_package()
    {
        await using var scratch = new Scratch();
        string path = scratch.Write("status", "Package: a\nVersion: 1:2\nDescription: short\n long: not a field\n\n\nPackage: b\nStatus: install ok installed");
        IReadOnlyList<IReadOnlyDictionary<string, string>> packages = DpkgStatus.Read(path);
        Assert.Equal(["a", "b"], packages.Select(static p => p["Package"]), StringComparer.Ordinal);
        Assert.Equal("1:2", packages[0]["Version"]);
        Assert.Equal(["Package", "Version", "Description"], packages[0].Keys, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Format: copyright-format/1.0\nLicense: MIT\n text\n\nFiles: x\nLicense: GPL-2+ with exception\nLicense: MIT\n", "(GPL-2+ with exception) AND MIT")]
    [InlineData("This is prose.\nLicense is GPL.\n", Licence.Unknown)]
    [InlineData(null, Licence.Unknown)]
    public async Task A_licence_is_what_the_copyright_file_names(string? copyright, string expected)
    {
        await using var scratch = new Scratch();
        if (copyright is not null)
        {
            scratch.Write("usr/share/doc/a/copyright", copyright);
        }

        Assert.Equal(expected, Licence.Of(scratch.Directory, "a"));
    }

    [Fact]
    public void The_manifest_names_what_the_image_is_made_of()
    {
        using var json = JsonDocument.Parse(Example.ToJson());
        Assert.Equal("mwan", json.RootElement.GetProperty("name").GetString());
        Assert.Equal("ab", json.RootElement.GetProperty("rootHash").GetString());
        JsonElement first = json.RootElement.GetProperty("packages")[0];
        Assert.Equal("libstdc++6", first.GetProperty("name").GetString());
        Assert.Equal("aa", first.GetProperty("sha256").GetString());
        Assert.False(json.RootElement.GetProperty("packages")[2].TryGetProperty("architecture", out _));
        Assert.EndsWith("}\n", Example.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bill_of_materials_has_valid_unique_identifiers_and_related_packages()
    {
        using var json = JsonDocument.Parse(Sbom.Of(Example));
        JsonElement root = json.RootElement;
        string[] ids = [.. root.GetProperty("packages").EnumerateArray().Select(static p => p.GetProperty("SPDXID").GetString()!)];

        // SPDX 2.3, 3.2.1.
        Assert.All(ids, static id => Assert.Matches(new Regex("^SPDXRef-[a-zA-Z0-9.-]+$", RegexOptions.None, TimeSpan.FromSeconds(1)), id));
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, ids.Length);
        Assert.All(root.GetProperty("relationships").EnumerateArray(), relationship => Assert.Contains(relationship.GetProperty("relatedSpdxElement").GetString()!, ids, StringComparer.Ordinal));
        Assert.Equal("2026-01-02T03:04:05Z", root.GetProperty("creationInfo").GetProperty("created").GetString());
        Assert.Equal(
            "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie",
            root.GetProperty("packages")[1].GetProperty("externalRefs")[0].GetProperty("referenceLocator").GetString());
        Assert.Equal("aa", root.GetProperty("packages")[1].GetProperty("checksums")[0].GetProperty("checksumValue").GetString());
    }

    [Fact]
    public void An_output_directory_without_an_image_says_how_to_build_one()
    {
        BuildException e = Assert.Throws<BuildException>(static () => ArtifactNames.FindImage("/nonexistent"));
        Assert.Equal("There is no image in /nonexistent. Build one first: dotnet cake --target=Image", e.Message);
    }
}
