namespace Mwan.Build.Proxmox;

/// <summary>Something that needs a person: an entry of <c>findings</c> of <c>mwan status --json</c>.</summary>
/// <param name="Subject">What it is about: <c>certificates</c>, <c>state</c>, a link's name, ...</param>
/// <param name="Text">A sentence.</param>
public sealed record GuestFinding(string Subject, string Text);
