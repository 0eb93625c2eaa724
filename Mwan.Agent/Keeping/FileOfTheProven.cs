namespace Mwan.Agent.Keeping;

/// <summary>A file that an image writes only once it has proved itself: the one before finds it as it left it, if it comes back.</summary>
/// <param name="file">The file.</param>
/// <param name="isOnTrial">Whether the image is on trial still; asked before each write.</param>
internal sealed class FileOfTheProven(IStateFile file, Func<bool> isOnTrial) : IStateFile
{
    /// <inheritdoc/>
    public byte[]? Read() => file.Read();

    /// <inheritdoc/>
    public void Write(byte[] content)
    {
        if (!isOnTrial())
        {
            file.Write(content);
        }
    }

    /// <inheritdoc/>
    public void Delete()
    {
        if (!isOnTrial())
        {
            file.Delete();
        }
    }
}
