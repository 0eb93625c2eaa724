namespace Mwan.Build;

/// <summary>What a person can mend: the message says what is wrong, where, and what to do. Shown without a stack trace.</summary>
public sealed class BuildException : Exception
{
    /// <summary>A failure with its remedy.</summary>
    public BuildException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its remedy and cause.</summary>
    public BuildException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
