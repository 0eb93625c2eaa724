using Mwan.Build.Packages;

namespace Mwan.Build.Verbs;

/// <summary>Resolves the package lists to what the mirror has today.</summary>
internal static class LockVerb
{
    private static readonly string[] Sets = ["root", "kernel", "tools", "machines", "world"];

    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        await session.Apt.UpdateAsync(cancellationToken);
        var packages = new List<LockedPackage>();
        foreach (string set in Sets)
        {
            var names = PackageList.Read(Path.Combine(session.Workspace.Image, "packages", set));
            IReadOnlyList<LockedPackage> resolved = await session.Apt.ResolveAsync(set, names, cancellationToken);

            // Of the kernel's closure only the kernel: an initramfs generator and its friends have no place in an image whose initrd is made outside.
            packages.AddRange(set == "kernel" ? resolved.Where(static p => p.Name.StartsWith("linux-image-6", StringComparison.Ordinal)) : resolved);
        }

        // The date is the time stamp of every file in the image: it moves only when one of its packages does.
        DateTimeOffset date = File.Exists(session.Workspace.Lock) && PackageLock.Read(session.Workspace.Lock) is var old
            && old.Packages.Where(IsOfTheImage).SequenceEqual(packages.Where(IsOfTheImage))
            ? old.Date
            : DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        string temporary = $"{session.Workspace.Lock}.new";
        await File.WriteAllTextAsync(temporary, new PackageLock(date, packages).ToString(), cancellationToken);
        File.Move(temporary, session.Workspace.Lock, overwrite: true);
        session.Narrator.Say("lock", $"{packages.Count} packages in {session.Workspace.Lock}");
    }

    private static bool IsOfTheImage(LockedPackage package) => package.Set is not ("machines" or "world");
}
