namespace Mwan.Agent.Supplicant;

/// <summary>An unasked message of the supplicant, <c>&lt;LEVEL&gt;TEXT</c> (wpa_supplicant's wpa_ctrl.h).</summary>
/// <param name="Kind">What it means here.</param>
/// <param name="Failure">What went wrong, as the end of a sentence; null: nothing.</param>
internal sealed record SupplicantEvent(SupplicantEventKind Kind, string? Failure)
{
    /// <summary>Whether a datagram is such a message, not an answer.</summary>
    public static bool IsEvent(string datagram) => datagram.StartsWith('<');

    /// <summary>Reads a message.</summary>
    public static SupplicantEvent Parse(string datagram)
    {
        string text = datagram[(datagram.IndexOf('>', StringComparison.Ordinal) + 1)..];
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return (space < 0 ? text : text[..space]) switch
        {
            "CTRL-EVENT-TERMINATING" => new SupplicantEvent(SupplicantEventKind.Ending, Failure: null),
            "CTRL-EVENT-EAP-SUCCESS" => new SupplicantEvent(SupplicantEventKind.Success, Failure: null),
            "CTRL-EVENT-EAP-TLS-CERT-ERROR" => Cause($"the authenticator's certificate is refused: {Quoted(text, "err") ?? "no reason given"}{Subject(text)}"),
            "CTRL-EVENT-EAP-STATUS" => Alert(text),

            // It says only that it failed: a cause that was said before is worth more.
            "CTRL-EVENT-EAP-FAILURE" => new SupplicantEvent(SupplicantEventKind.Failure, "the authenticator refused (EAP failure)"),
            _ => new SupplicantEvent(SupplicantEventKind.Other, Failure: null),
        };
    }

    private static SupplicantEvent Alert(string text) => Quoted(text, "status") switch
    {
        "remote TLS alert" => Cause($"the authenticator does not take our certificate: TLS alert {Quoted(text, "parameter") ?? "?"}"),
        "local TLS alert" => Cause($"we do not take the authenticator's TLS: alert {Quoted(text, "parameter") ?? "?"}"),
        "eap parameter needed" => Cause($"the supplicant lacks {Quoted(text, "parameter") ?? "a parameter"}"),
        _ => new SupplicantEvent(SupplicantEventKind.Other, Failure: null),
    };

    private static SupplicantEvent Cause(string failure) => new(SupplicantEventKind.Cause, failure);

    private static string Subject(string text) => Quoted(text, "subject") is { } subject ? $" ({subject})" : "";

    // A value ends at the quote before the next key or the end; subjects may hold quotes of their own.
    private static string? Quoted(string text, string key)
    {
        int start = text.IndexOf($" {key}='", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += key.Length + 3;
        int end = text.IndexOf("' ", start, StringComparison.Ordinal);
        end = end < 0 ? text.LastIndexOf('\'') : end;
        return end < start ? null : text[start..end];
    }
}
