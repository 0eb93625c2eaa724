namespace Mwan.Tests.Unit.Agent.Netlink;

/// <summary>What a kernel answered, recorded in a namespace with a veth pair and a macvlan.</summary>
internal static class Recording
{
    public static byte[] Read(string name) => Convert.FromHexString(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Agent/Netlink/Recorded", $"{name}.hex")).ReplaceLineEndings(""));
}
