using Mwan.Build;
using Mwan.Build.Packages;
using Xunit;

namespace Mwan.Tests.Unit.Build.Packages;

public sealed class PackageLockTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_lock_reads_back_as_it_was_written()
    {
        await using var scratch = new Scratch();
        var written = new PackageLock(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            [new("root", "login", "1:4.16.0-2", "amd64", 12, Hash), new("tools", "login", "1:4.16.0-2", "amd64", 12, Hash)]);
        PackageLock read = PackageLock.Read(scratch.Write("mwan.lock", written.ToString()));
        Assert.Equal(written.Date, read.Date);
        Assert.Equal(written.Packages, read.Packages);
        Assert.Equal(written.ToString(), read.ToString());
        Assert.Equal("tools", Assert.Single(read.Set("tools")).Set);
        Assert.Equal("1767323045", read.Epoch);
    }

    [Fact]
    public async Task All_mistakes_of_a_lock_are_told_at_once_with_their_lines()
    {
        await using var scratch = new Scratch();
        string path = scratch.Write("mwan.lock", $"# comment\nroot bash 5 amd64 12\nroot bash 5 amd64 twelve {Hash}\n\nroot bash 5 amd64 12 short\nroot bash 5 amd64 12 {Hash}\ndate sometime\n");
        BuildException e = Assert.Throws<BuildException>(() => PackageLock.Read(path));
        Assert.Equal(
            [
                $"{path}:2: expected 'SET NAME VERSION ARCHITECTURE SIZE SHA256', found 'root bash 5 amd64 12'",
                $"{path}:3: expected 'SET NAME VERSION ARCHITECTURE SIZE SHA256', found 'root bash 5 amd64 twelve {Hash}'",
                $"{path}:5: expected 'SET NAME VERSION ARCHITECTURE SIZE SHA256', found 'root bash 5 amd64 12 short'",
                $"{path}:7: expected 'SET NAME VERSION ARCHITECTURE SIZE SHA256', found 'date sometime'",
                $"{path}: no line 'date YYYY-MM-DDTHH:MM:SSZ'",
                "Restore the file from git, or make a new one with: dotnet cake --target=Lock",
            ],
            e.Message.Split('\n'));
    }

    [Fact]
    public void A_missing_lock_says_how_to_get_one()
    {
        BuildException e = Assert.Throws<BuildException>(static () => PackageLock.Read("/nonexistent/mwan.lock"));
        Assert.Equal("/nonexistent/mwan.lock is missing. Restore it from git, or make a new one with: dotnet cake --target=Lock", e.Message);
    }

    [Fact]
    public void The_lock_of_the_clone_is_sound_and_names_each_package_of_a_set_once()
    {
        PackageLock own = PackageLock.Read(Config.Repository.File("mwan.lock"));
        Assert.Equal(own.Packages.Count, own.Packages.DistinctBy(static p => (p.Set, p.Name)).Count());
        Assert.Single(own.Set("kernel"));
    }

    [Fact]
    public void An_epoch_in_a_version_is_escaped_in_the_file_name_as_apt_does_it() =>
        Assert.Equal("login_1%3a4.16.0-2+really2.41-5_amd64.deb", new LockedPackage("root", "login", "1:4.16.0-2+really2.41-5", "amd64", 1, Hash).FileName);

    [Fact]
    public async Task A_package_list_has_a_name_a_line_and_comments()
    {
        await using var scratch = new Scratch();
        string path = scratch.Write("root", "# the shell\nbash\n\n  nftables   # firewall\n#dash\n");
        Assert.Equal(["bash", "nftables"], PackageList.Read(path));
    }
}
