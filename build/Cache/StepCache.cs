using Mwan.Build.Narration;

namespace Mwan.Build.Cache;

/// <summary>
/// Results of steps by the hash of their inputs. An entry appears under its final name in one rename, complete or not at all; its
/// fingerprint tells damage, and a damaged entry is made again.
/// </summary>
public sealed class StepCache(string directory, Narrator narrator)
{
    private const int KeptPerStep = 3;

    private string Entries => Path.Combine(directory, "steps");

    private string Unfinished => Path.Combine(directory, "unfinished");

    /// <summary>The directory of a step's result, made now if it is not there.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="key">Hash of its inputs.</param>
    /// <param name="what">What is made, for the person who waits.</param>
    /// <param name="make">Fills the directory it is given.</param>
    /// <param name="cancellationToken">Ends the step and removes what it began.</param>
    public async Task<string> GetAsync(
        string step, string key, string what, Func<string, StepReport, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        string entry = Path.Combine(Entries, $"{step}-{key}");
        using FileLock entryLock = await FileLock.TakeAsync(
            Path.Combine(directory, "locks", $"{step}-{key}"),
            () => narrator.Say(step, "another build is making this; waiting for it"),
            cancellationToken);
        if (await IsSoundAsync(step, entry, cancellationToken))
        {
            Directory.SetLastWriteTimeUtc($"{entry}.fingerprint", DateTime.UtcNow);
            narrator.Cached(step, what);
            return entry;
        }

        await Sandbox.DeleteAsync(entry, cancellationToken);
        string unfinished = Path.Combine(Unfinished, $"{step}-{key}");
        await Sandbox.DeleteAsync(unfinished, cancellationToken);
        Directory.CreateDirectory(unfinished);
        try
        {
            await narrator.StepAsync(step, what, report => make(unfinished, report, cancellationToken));
            Directory.CreateDirectory(Entries);
            await File.WriteAllTextAsync($"{unfinished}.new", await FingerprintAsync(unfinished, cancellationToken), cancellationToken);
            File.Move($"{unfinished}.new", $"{entry}.fingerprint", overwrite: true);
            Directory.Move(unfinished, entry);
        }
        catch (Exception e)
        {
            // Told before the unfinished files, which fill the disk, are gone.
            BuildException? full = FullDisk.Explain(e, directory, "Free some space, or put the cache elsewhere: MWAN_CACHE=DIR. A build from nothing needs 3 GB there.");
            await Sandbox.DeleteAsync(unfinished, CancellationToken.None);
            await Sandbox.DeleteAsync($"{unfinished}.new", CancellationToken.None);
            if (full is not null)
            {
                throw full;
            }

            throw;
        }

        await PruneAsync(step, entry, cancellationToken);
        return entry;
    }

    /// <summary>Removes what builds that were killed had begun.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (string path in Directory.Exists(Unfinished) ? Directory.GetFileSystemEntries(Unfinished) : [])
        {
            string entry = Path.GetFileNameWithoutExtension(path);
            using FileLock? unused = FileLock.TryTake(Path.Combine(directory, "locks", entry));
            if (unused is not null)
            {
                await Sandbox.DeleteAsync(path, cancellationToken);
            }
        }
    }

    private async Task<bool> IsSoundAsync(string step, string entry, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(entry))
        {
            return false;
        }

        string file = $"{entry}.fingerprint";
        if (File.Exists(file) && await File.ReadAllTextAsync(file, cancellationToken) == await FingerprintAsync(entry, cancellationToken))
        {
            return true;
        }

        narrator.Say(step, $"the cached result in {entry} is damaged; making it again");
        return false;
    }

    // Names, modes, sizes and times of everything in the tree: cheap enough to look at each time, and a file that was cut, removed or
    // written to shows. Not the sizes of directories: they differ between file systems, and a cache may be copied to another. Reading as
    // root of the namespace, since a Debian tree has files that only root may see.
    private static Task<string> FingerprintAsync(string tree, CancellationToken cancellationToken) =>
        Sandbox.AsRoot("sh", "-c", "cd \"$1\" && find . -type d -printf '%P\\t%m\\t%T@\\n' -o -printf '%P\\t%m\\t%s\\t%T@\\t%l\\n' | LC_ALL=C sort | sha256sum", "sh", tree)
            .RunAsync(cancellationToken);

    private async Task PruneAsync(string step, string newest, CancellationToken cancellationToken)
    {
        var old = Directory.EnumerateFiles(Entries, $"{step}-*.fingerprint")
            .Where(file => file != $"{newest}.fingerprint")
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .Skip(KeptPerStep - 1)
            .ToList();
        foreach (string file in old)
        {
            string entry = file[..^".fingerprint".Length];
            using FileLock? unused = FileLock.TryTake(Path.Combine(directory, "locks", Path.GetFileName(entry)));
            if (unused is not null)
            {
                await Sandbox.DeleteAsync(entry, cancellationToken);
                File.Delete(file);
            }
        }
    }
}
