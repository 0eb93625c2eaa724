using System.Text;

namespace Mwan.Build.Processes;

/// <summary>
/// The file that receives a program's output line by line. What goes wrong with it (a full disk) is kept for the caller: lines arrive
/// on a thread where an exception would end the whole build without a word.
/// </summary>
internal sealed class CommandLog(string path) : IDisposable
{
    private readonly FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private IOException? trouble;

    /// <summary>Writes a line; after the first that could not be written, none.</summary>
    public void Add(string line)
    {
        if (trouble is not null)
        {
            return;
        }

        try
        {
            stream.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        }
        catch (IOException e)
        {
            trouble = e;
        }
    }

    /// <summary>Tells of lines that are missing.</summary>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void ThrowIfIncomplete()
    {
        if (trouble is not null)
        {
            throw new IOException(trouble.Message, trouble.HResult);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
