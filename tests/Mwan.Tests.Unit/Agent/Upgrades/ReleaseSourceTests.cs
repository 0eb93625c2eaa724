using System.Formats.Tar;
using System.Text;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class ReleaseSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly WebFiles _web = new();

    [Fact]
    public async Task A_directory_is_read_where_it_is()
    {
        ReleaseSource source = Parse(_directory.Path);
        await source.OpenAsync(static _ => { }, CancellationToken.None);
        Assert.Equal(_directory.Path, source.Directory);
    }

    [Fact]
    public async Task An_archive_is_unpacked_by_names_alone()
    {
        string archive = _directory.At("release.tar");
        await using (TarWriter writer = new(File.Create(archive)))
        {
            Add(writer, "./release.json", "document");
            Add(writer, "mwan-1.1.update/mwan_a.root", "root");
            Add(writer, "../../mwan_outside", "name");
            Add(writer, "./something-else", "no");
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" });
        }

        using var work = WorkDirectory.Open(_directory.At("work"));
        ReleaseSource source = Parse(archive, work.Path);
        await source.OpenAsync(static _ => { }, CancellationToken.None);

        Assert.Equal(["mwan_a.root", "mwan_outside", "release.json"], Directory.EnumerateFileSystemEntries(source.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("document", await File.ReadAllTextAsync(Path.Combine(source.Directory, "release.json")));
    }

    [Theory]
    [InlineData("no archive at all, but a text that is longer than nothing")]
    [InlineData("")]
    public async Task What_is_no_archive_gives_no_document(string content)
    {
        using var work = WorkDirectory.Open(_directory.At("work"));
        ReleaseSource source = Parse(_directory.Write("release.tar", content.PadRight(content.Length * 20, 'x')), work.Path);
        Exception? exception = await Record.ExceptionAsync(() => source.OpenAsync(static _ => { }, CancellationToken.None));
        Assert.True(exception is null or IOException, exception?.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(source.Directory));
    }

    [Fact]
    public async Task An_archive_that_ends_early_says_so()
    {
        string archive = _directory.At("release.tar");
        await using (TarWriter writer = new(File.Create(archive)))
        {
            Add(writer, "mwan_a.root", new string('x', 100_000));
        }

        await File.WriteAllBytesAsync(archive, (await File.ReadAllBytesAsync(archive))[..50_000]);
        using var work = WorkDirectory.Open(_directory.At("work"));
        IOException exception = await Assert.ThrowsAnyAsync<IOException>(() => Parse(archive, work.Path).OpenAsync(static _ => { }, CancellationToken.None));
        Assert.Contains("is no whole tar archive", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.net/mwan", "only https:// is fetched from")]
    [InlineData("ftp://example.net/mwan", "only https:// is fetched from")]
    [InlineData("/nowhere/at/all", "is not there")]
    public void What_is_no_source_says_what_would_be(string word, string words)
    {
        Assert.False(ReleaseSource.TryParse(word, _directory.Path, _web, out _, out string? refusal));
        Assert.Contains(words, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_upgrade_has_the_work_directory()
    {
        using var work = WorkDirectory.Open(_directory.At("work"));
        string refusal = Assert.Throws<IOException>(() => WorkDirectory.Open(_directory.At("work"))).Message;
        Assert.StartsWith("Another upgrade is under way", refusal, StringComparison.Ordinal);
        Assert.EndsWith(": wait for it, or end it (systemctl stop mwan-upgrade, if the box began it by itself). A rollback need not wait for a download.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_in_memory_afterwards()
    {
        using (var work = WorkDirectory.Open(_directory.At("work")))
        {
            File.WriteAllText(Path.Combine(work.Path, "a.root"), "root");
        }

        Assert.False(Directory.Exists(_directory.At("work/fetched")));
    }

    public void Dispose()
    {
        _web.Dispose();
        _directory.Dispose();
    }

    private ReleaseSource Parse(string word, string work = "/nowhere")
    {
        Assert.True(ReleaseSource.TryParse(word, work, _web, out ReleaseSource? source, out string? refusal), refusal);
        return source;
    }

    private static void Add(TarWriter writer, string name, string content) =>
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content)) });
}
