using Mwan.Build.Cache;
using Xunit;

namespace Mwan.Tests.Unit.Build.Cache;

public sealed class InputHashTests
{
    [Fact]
    public async Task The_order_in_which_files_were_made_does_not_count()
    {
        await using var scratch = new Scratch();
        string[] names = ["b", "a/z", "a/A", "c d"];
        foreach (string name in names)
        {
            scratch.Write($"one/{name}", name);
        }

        foreach (string name in names.Reverse())
        {
            scratch.Write($"two/{name}", name);
        }

        Assert.Equal(KeyOf(scratch.At("one")), KeyOf(scratch.At("two")));
    }

    [Fact]
    public void What_ends_a_label_cannot_begin_a_text()
    {
        Assert.NotEqual(Key(static hash => hash.Add("a", "bc")), Key(static hash => hash.Add("ab", "c")), StringComparer.Ordinal);
        Assert.NotEqual(Key(static hash => hash.Add("a", "b").Add("c", "d")), Key(static hash => hash.Add("a", "b\0c\01\0d")), StringComparer.Ordinal);
        Assert.NotEqual(Key(static hash => hash.Add("a", "")), Key(static hash => hash), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_name_content_executable_bit_or_link_target_counts()
    {
        await using var scratch = new Scratch();
        string directory = scratch.At("tree");
        string file = scratch.Write("tree/file", "one");
        scratch.Write("tree/other", "one");
        var keys = new HashSet<string>(StringComparer.Ordinal) { KeyOf(directory) };
        await File.WriteAllTextAsync(file, "two");
        Assert.True(keys.Add(KeyOf(directory)), "content");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
        Assert.True(keys.Add(KeyOf(directory)), "executable");
        File.Move(file, scratch.At("tree", "renamed"));
        Assert.True(keys.Add(KeyOf(directory)), "name");
        File.CreateSymbolicLink(scratch.At("tree", "link"), "other");
        Assert.True(keys.Add(KeyOf(directory)), "link");
        File.Delete(scratch.At("tree", "link"));
        File.CreateSymbolicLink(scratch.At("tree", "link"), "renamed");
        Assert.True(keys.Add(KeyOf(directory)), "link target");
        File.Delete(scratch.At("tree", "link"));
        File.CreateSymbolicLink(scratch.At("tree", "link"), "nowhere");
        Assert.True(keys.Add(KeyOf(directory)), "link to nothing");
    }

    [Fact]
    public async Task A_link_to_a_directory_counts_as_a_link_and_is_not_followed()
    {
        await using var scratch = new Scratch();
        scratch.Write("tree/a", "one");
        Directory.CreateSymbolicLink(scratch.At("tree", "loop"), ".");
        string before = KeyOf(scratch.At("tree"));
        Directory.Delete(scratch.At("tree", "loop"));
        Directory.CreateSymbolicLink(scratch.At("tree", "loop"), "..");
        Assert.NotEqual(before, KeyOf(scratch.At("tree")), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Build_results_in_a_project_do_not_count()
    {
        await using var scratch = new Scratch();
        scratch.Write("project/Program.cs", "code");
        string before = Key(hash => hash.AddProject("p", scratch.At("project")));
        scratch.Write("project/obj/x", "made");
        scratch.Write("project/bin/Release/x", "made");
        Assert.Equal(before, Key(hash => hash.AddProject("p", scratch.At("project"))), StringComparer.Ordinal);
        scratch.Write("project/Binary.cs", "code");
        Assert.NotEqual(before, Key(hash => hash.AddProject("p", scratch.At("project"))), StringComparer.Ordinal);
    }

    private static string KeyOf(string directory) => Key(hash => hash.AddDirectory("d", directory));

    private static string Key(Func<InputHash, InputHash> add)
    {
        using var hash = new InputHash();
        return add(hash).Key();
    }
}
