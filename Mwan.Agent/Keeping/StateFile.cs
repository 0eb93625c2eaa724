using System.ComponentModel;
using Mwan.Agent.Certificates;

namespace Mwan.Agent.Keeping;

/// <summary>A small file that is replaced as a whole: written beside, down to the disk, renamed, and the rename down to the disk.</summary>
/// <param name="path">The file.</param>
internal sealed class StateFile(string path) : IStateFile
{
    private const int MaximumLength = 1 << 20;

    private string Unfinished => $"{path}.new";

    private string Directory => Path.GetDirectoryName(path) ?? "/";

    /// <inheritdoc/>
    public byte[]? Read()
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaximumLength)
            {
                throw new IOException($"{path} has {file.Length} bytes, which is none of ours");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Write(byte[] content)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        try
        {
            using (FileStream file = new(Unfinished, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(Unfinished, path, overwrite: true);
            DirectoryEntry.Synchronize(Directory);
        }
        catch (Win32Exception exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Delete()
    {
        try
        {
            File.Delete(path);
            File.Delete(Unfinished);
            DirectoryEntry.Synchronize(Directory);
        }
        catch (DirectoryNotFoundException)
        {
            // So is the file.
        }
        catch (Win32Exception exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
