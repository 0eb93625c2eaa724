using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mwan.Build.Artifacts;

/// <summary>
/// The manifest as a software bill of materials, SPDX 2.3 in JSON. Debian's licence names are no SPDX expressions, so they stand in
/// <c>comment</c>; packages are named by purl for vulnerability scanners.
/// </summary>
public static class Sbom
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document's text.</summary>
    public static string Of(Manifest manifest)
    {
        var packages = new JsonArray(Package("SPDXRef-image", manifest.Name, manifest.Version, purl: null, sha256: null, comment: null));
        var relationships = new JsonArray(Relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image"));
        foreach (ManifestPackage package in manifest.Packages)
        {
            string id = $"SPDXRef-{package.Kind}-{Identifier(package.Name)}";
            packages.Add(Package(id, package.Name, package.Version, Purl(package), package.Sha256, package.Licence == Licence.Unknown ? null : package.Licence));
            relationships.Add(Relationship("SPDXRef-image", "CONTAINS", id));
        }

        return new JsonObject
        {
            ["spdxVersion"] = "SPDX-2.3",
            ["dataLicense"] = "CC0-1.0",
            ["SPDXID"] = "SPDXRef-DOCUMENT",
            ["name"] = $"mwan-{manifest.Version}",
            ["documentNamespace"] = $"urn:mwan:{manifest.Version}:{manifest.RootHash}",
            ["creationInfo"] = new JsonObject
            {
                ["created"] = manifest.Date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["creators"] = new JsonArray("Tool: Mwan.Build"),
            },
            ["packages"] = packages,
            ["relationships"] = relationships,
        }.ToJsonString(Json) + "\n";
    }

    private static JsonObject Package(string id, string name, string version, string? purl, string? sha256, string? comment)
    {
        var package = new JsonObject
        {
            ["SPDXID"] = id,
            ["name"] = name,
            ["versionInfo"] = version,
            ["downloadLocation"] = Licence.Unknown,
            ["filesAnalyzed"] = false,
            ["licenseConcluded"] = Licence.Unknown,
            ["licenseDeclared"] = Licence.Unknown,
            ["copyrightText"] = Licence.Unknown,
        };
        if (comment is not null)
        {
            package["licenseComments"] = comment;
        }

        if (sha256 is not null)
        {
            package["checksums"] = new JsonArray(new JsonObject { ["algorithm"] = "SHA256", ["checksumValue"] = sha256 });
        }

        if (purl is not null)
        {
            package["externalRefs"] = new JsonArray(new JsonObject
            {
                ["referenceCategory"] = "PACKAGE-MANAGER",
                ["referenceType"] = "purl",
                ["referenceLocator"] = purl,
            });
        }

        return package;
    }

    private static JsonObject Relationship(string from, string type, string to) =>
        new() { ["spdxElementId"] = from, ["relationshipType"] = type, ["relatedSpdxElement"] = to };

    // SPDX 2.3, 3.2: an identifier has letters, digits, '.' and '-' only; '+' appears in libstdc++6.
    private static string Identifier(string name) => name.Replace("+", "plus", StringComparison.Ordinal).Replace("_", "-", StringComparison.Ordinal);

    private static string Purl(ManifestPackage package) => package.Kind == "deb"
        ? $"pkg:deb/debian/{Uri.EscapeDataString(package.Name)}@{Uri.EscapeDataString(package.Version)}?arch={package.Architecture}&distro=trixie"
        : $"pkg:nuget/{package.Name}@{package.Version}";
}
