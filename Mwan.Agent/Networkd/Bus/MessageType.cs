namespace Mwan.Agent.Networkd.Bus;

/// <summary>Kinds of messages (D-Bus Specification 0.43, "Message Types").</summary>
internal enum MessageType
{
    /// <summary>Not a message.</summary>
    Invalid = 0,

    /// <summary>Asks for something.</summary>
    MethodCall = 1,

    /// <summary>Gives it.</summary>
    MethodReturn = 2,

    /// <summary>Does not give it.</summary>
    Error = 3,

    /// <summary>Tells all who listen.</summary>
    Signal = 4,
}
