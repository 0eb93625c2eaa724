namespace Mwan.Agent.Certificates;

/// <summary>A certificate as <c>mwan certs show</c> prints it.</summary>
/// <param name="Part"><c>client</c>, <c>intermediate</c> or <c>authority</c>.</param>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="NotBefore">Start of its validity, UTC.</param>
/// <param name="NotAfter">End of its validity, UTC.</param>
/// <param name="DaysLeft">Whole days until then; negative: since then.</param>
internal sealed record CertificateEntry(string Part, string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, int DaysLeft);
