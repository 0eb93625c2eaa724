namespace Mwan.Agent.Keeping;

/// <summary>A file on the state disk. Both calls may take for ever: never make them from the loop.</summary>
internal interface IStateFile
{
    /// <summary>Its content; null: there is none.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public byte[]? Read();

    /// <summary>Puts other content in its place. After a power cut it is the old or the new, whole.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(byte[] content);

    /// <summary>Takes it away, for which a full disk has room.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Delete();
}
