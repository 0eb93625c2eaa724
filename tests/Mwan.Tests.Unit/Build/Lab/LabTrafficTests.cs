using System.Net;
using System.Net.Sockets;
using Mwan.Build.Lab;
using Mwan.Config;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Lab;

public sealed class LabTrafficTests
{
    [Fact]
    public void A_summary_has_a_line_for_each_way_and_how_it_failed()
    {
        LabNetwork network = new(SiteFile.Load(Repository.File("mwan.yaml")).Site!);
        IPAddress att = IPAddress.Parse("104.57.226.193");
        TrafficEvent first = new(IsNew: true, AddressFamily.InterNetwork, 100, 100.1, att, Failure: null);
        Assert.Equal(
            """
            kept IPv4 att: 1, from 3.0 to 3.0
            new IPv4 - no answer: 1, from 2.5 to 2.5
            new IPv4 att: 2, from 0.0 to 1.0
            new IPv6 webpass: 1, from 4.0 to 4.0
            """,
            LabTraffic.Summary(
                network,
                [
                    first,
                    first with { Start = 101 },
                    first with { Start = 102.5, Seen = null, Failure = "no answer" },
                    first with { Start = 103, IsNew = false },
                    first with { Start = 104, Family = AddressFamily.InterNetworkV6, Seen = IPAddress.Parse("2604:5500:c271:be01::100") },
                ]));
    }
}
