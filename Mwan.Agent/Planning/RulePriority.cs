namespace Mwan.Agent.Planning;

/// <summary>Order of the policy rules, the lowest first. The kernel's own are 0 (<c>local</c>) and 32766 (<c>main</c>); networkd has 32765.</summary>
internal static class RulePriority
{
    /// <summary>From an address of the management link: its own table.</summary>
    public const uint Management = 100;

    /// <summary>Routes of <c>main</c> that are more than a default: what is near is near for every flow.</summary>
    public const uint Near = 200;

    /// <summary>By mark: this plus the mark, 1-255.</summary>
    public const uint Mark = 1000;

    /// <summary>By source: this plus the member's mark.</summary>
    public const uint Source = 2000;

    /// <summary>What has a mark and found no way: none.</summary>
    public const uint Unreachable = 3000;

    /// <summary>What is forwarded without a mark: nowhere.</summary>
    public const uint Forwarded = 3100;

    /// <summary>The rule for <c>main</c>.</summary>
    public const uint Main = 32766;
}
