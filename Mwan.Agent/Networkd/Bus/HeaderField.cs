namespace Mwan.Agent.Networkd.Bus;

/// <summary>Codes of a message's header fields (D-Bus Specification, "Header Fields").</summary>
internal static class HeaderField
{
    /// <summary>Object that is called, or that a signal comes from.</summary>
    public const byte Path = 1;

    /// <summary>Interface of the method or signal.</summary>
    public const byte Interface = 2;

    /// <summary>Name of the method or signal.</summary>
    public const byte Member = 3;

    /// <summary>Name of the error.</summary>
    public const byte ErrorName = 4;

    /// <summary>Number of the call that is answered.</summary>
    public const byte ReplySerial = 5;

    /// <summary>Who shall get it.</summary>
    public const byte Destination = 6;

    /// <summary>Types of the body's values.</summary>
    public const byte Signature = 8;
}
