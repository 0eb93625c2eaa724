namespace Mwan.Config;

/// <summary>Identity of the box.</summary>
public sealed record Appliance
{
    /// <summary>Host name: one DNS label (RFC 1123).</summary>
    public required string Name { get; init; }

    /// <summary>DNS domain, or null.</summary>
    public string? Domain { get; init; }

    /// <summary>Who gets a shell on the console.</summary>
    public required ConsoleAccess Console { get; init; }

    /// <summary>crypt(5) hash of root's password for <see cref="ConsoleAccess.Password"/>; otherwise null and the password is locked.</summary>
    public string? ConsolePasswordHash { get; init; }

    /// <summary>Fully qualified name, or the bare name without a domain.</summary>
    public string HostName => Domain is null ? Name : $"{Name}.{Domain}";
}
