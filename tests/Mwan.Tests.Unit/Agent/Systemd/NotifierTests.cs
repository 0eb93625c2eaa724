using Mwan.Agent.Systemd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Systemd;

public sealed class NotifierTests
{
    [Fact]
    public void The_manager_hears_what_is_sent()
    {
        using TemporaryDirectory directory = new();
        using Datagrams manager = new(directory.At("notify"));
        using Notifier notifier = new(manager.Path);
        Assert.True(notifier.TrySend("READY=1", "STATUS=All is well"));
        Assert.Equal("READY=1\nSTATUS=All is well", manager.NextText());
    }

    [Fact]
    public void An_abstract_socket_is_meant_by_an_at_sign()
    {
        using Datagrams manager = new($"@mwan-test-{Guid.NewGuid():N}");
        using Notifier notifier = new(manager.Path);
        Assert.True(notifier.TrySend("WATCHDOG=1"));
        Assert.Equal("WATCHDOG=1", manager.NextText());
    }

    [Fact]
    public void A_manager_that_does_not_read_is_not_waited_for()
    {
        using TemporaryDirectory directory = new();
        using Datagrams manager = new(directory.At("notify"));
        using Notifier notifier = new(manager.Path);
        int sent = 0;
        while (sent < 100_000 && notifier.TrySend("WATCHDOG=1"))
        {
            sent++;
        }

        Assert.InRange(sent, 1, 99_999);
        _ = manager.Next();
        Assert.True(notifier.TrySend("WATCHDOG=1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_manager_nothing_is_sent_and_nothing_fails(string? address)
    {
        using Notifier notifier = new(address);
        Assert.True(notifier.TrySend("READY=1"));
    }
}
