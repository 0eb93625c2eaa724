using System.Text.Json.Nodes;
using Mwan.Config.Schema;
using Xunit;

namespace Mwan.Tests.Unit.Config;

/// <summary>Files that are generated and checked in. With MWAN_UPDATE=1 in the environment a test writes its file.</summary>
public sealed class GeneratedFilesTests
{
    [Fact]
    public void The_schema_is_in_step_with_the_descriptions() => InStep("mwan.schema.json", SiteSchema.Generate());

    [Fact]
    public void The_reference_is_in_step_with_the_descriptions() => InStep("Mwan.Config/README.md", SiteReference.Generate());

    [Fact]
    public void The_schema_allows_no_unknown_key_and_describes_every_known_one()
    {
        JsonNode schema = JsonNode.Parse(SiteSchema.Generate())!;
        foreach (JsonNode section in schema["definitions"]!.AsObject().Select(d => d.Value!).Append(schema))
        {
            Assert.False(section["additionalProperties"]!.GetValue<bool>());
            Assert.All(section["properties"]!.AsObject(), p => Assert.NotEmpty(p.Value!["description"]!.GetValue<string>()));
        }
    }

    private static void InStep(string path, string expected)
    {
        string file = Repository.File(path);
        if (Environment.GetEnvironmentVariable("MWAN_UPDATE") is "1")
        {
            File.WriteAllText(file, expected);
        }

        Assert.Equal(expected, File.ReadAllText(file));
    }
}
