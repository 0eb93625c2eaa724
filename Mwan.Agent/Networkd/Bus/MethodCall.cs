namespace Mwan.Agent.Networkd.Bus;

/// <summary>A call of a method with at most one argument.</summary>
/// <param name="Destination">Name on the bus of who is called.</param>
/// <param name="Path">Its object.</param>
/// <param name="Interface">The object's interface.</param>
/// <param name="Member">The method.</param>
internal sealed record MethodCall(string Destination, string Path, string Interface, string Member)
{
    // The callee is not started for our sake: the service manager alone decides what runs.
    private const byte NoAutoStart = 0x2;
    private const byte ProtocolVersion = 1;

    /// <summary>The argument: null, a <see cref="string"/> or an <see cref="int"/>.</summary>
    public object? Argument { get; init; }

    /// <summary>The call as it goes over the wire.</summary>
    /// <param name="serial">Its number, by which the answer is known; not 0.</param>
    public byte[] Encode(uint serial)
    {
        (string signature, byte[] body) = Body();
        WireWriter fields = new();
        Field(fields, HeaderField.Path, "o", Path);
        Field(fields, HeaderField.Interface, "s", Interface);
        Field(fields, HeaderField.Member, "s", Member);
        Field(fields, HeaderField.Destination, "s", Destination);
        if (signature.Length > 0)
        {
            fields.Align(8);
            fields.Byte(HeaderField.Signature);
            fields.Signature("g");
            fields.Signature(signature);
        }

        WireWriter message = new();
        message.Raw([(byte)'l', (byte)MessageType.MethodCall, NoAutoStart, ProtocolVersion]);
        message.Number((uint)body.Length);
        message.Number(serial);
        message.Number((uint)fields.Length);

        // The array of fields starts at 16, so what is aligned in it is aligned in the message.
        message.Raw(fields.ToArray());
        message.Align(8);
        message.Raw(body);
        return message.ToArray();
    }

    private (string Signature, byte[] Body) Body()
    {
        WireWriter body = new();
        switch (Argument)
        {
            case string text:
                body.Text(text);
                return ("s", body.ToArray());
            case int number:
                body.Number((uint)number);
                return ("i", body.ToArray());
            default:
                return ("", []);
        }
    }

    private static void Field(WireWriter fields, byte code, string type, string value)
    {
        fields.Align(8);
        fields.Byte(code);
        fields.Signature(type);
        fields.Text(value);
    }
}
