using System.Diagnostics;

namespace Mwan.Build.Machines;

/// <summary>
/// A directory for the files of machines, which goes when this process goes, however it ends: a shell that only waits for the end of
/// our pipe removes it. A path is short enough for a socket below it.
/// </summary>
public sealed class ScratchDirectory : IAsyncDisposable
{
    private readonly Process janitor;
    private int machines;

    private ScratchDirectory(string path, Process janitor)
    {
        Path = path;
        this.janitor = janitor;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Makes one below the directory for temporary files.</summary>
    public static ScratchDirectory Create()
    {
        string path = Directory.CreateTempSubdirectory("mwan-").FullName;

        // Nobody's child: who ends this process with all that it started (a test runner does) does not find it.
        ProcessStartInfo start = new("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "-c", "exec 3<&0; (trap '' INT TERM HUP; cat <&3 >/dev/null; exec rm -rf -- \"$1\") &", "sh", path },
        };
        return new ScratchDirectory(path, Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start."));
    }

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A new directory for a machine's sockets.</summary>
    public MachineDirectory NewMachine()
    {
        string number = Interlocked.Increment(ref machines).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new MachineDirectory(Directory.CreateDirectory(File(number)).FullName);
    }

    /// <summary>Removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        janitor.StandardInput.Close();
        _ = await janitor.StandardOutput.ReadToEndAsync();
        janitor.Dispose();
    }
}
