namespace Mwan.Tests.Build.Builds;

/// <summary>A live process of a session.</summary>
internal sealed record SessionMember(int Id, string Name);
