using System.Net;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>From a cold start to traffic by both preferred WANs.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class BringUpTests(SharedLab shared)
{
    [Fact]
    public async Task Try()
    {
        RunningLab lab = shared.Lab;
        IReadOnlyList<LabAnswer> answers = await lab.CallAsync("vlan100", "tcp", LabNetwork.Echo, 4);
        Assert.Empty(answers.Select(a => a.ToString()));
    }
}
