namespace Mwan.Build.Machines;

/// <summary>QEMU or the guest agent refused a command.</summary>
public sealed class QmpException : Exception
{
    /// <summary>A refusal without words.</summary>
    public QmpException()
    {
    }

    /// <summary>A refusal.</summary>
    public QmpException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal because of another.</summary>
    public QmpException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
