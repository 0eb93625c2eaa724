using System.Net;
using System.Security.Authentication;
using System.Text;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class WebFilesTests : IDisposable
{
    private static readonly Uri Address = new("https://releases.example.net/a.root");
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_line_that_breaks_goes_on_where_it_broke()
    {
        List<long?> asked = [];
        await FetchAsync(request =>
        {
            asked.Add(request.Headers.Range?.Ranges.Single().From);
            return asked.Count == 1
                ? Answer(HttpStatusCode.OK, new BrokenStream("0123"u8.ToArray()))
                : Answer(HttpStatusCode.PartialContent, new MemoryStream("456789"u8.ToArray()));
        });

        Assert.Equal([null, 4L], asked);
        Assert.Equal("0123456789", await File.ReadAllTextAsync(_directory.At("a.root")));
    }

    [Fact]
    public async Task A_server_that_cannot_go_on_begins_anew()
    {
        int asked = 0;
        await FetchAsync(_ => Answer(HttpStatusCode.OK, asked++ == 0 ? new BrokenStream("0123"u8.ToArray()) : new MemoryStream("abcdefghij"u8.ToArray())));

        Assert.Equal("abcdefghij", await File.ReadAllTextAsync(_directory.At("a.root")));
    }

    [Fact]
    public async Task What_is_not_there_is_asked_for_once()
    {
        int asked = 0;
        IOException exception = await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ =>
        {
            asked++;
            return Answer(HttpStatusCode.NotFound, Stream.Null);
        }));

        Assert.Equal(1, asked);
        Assert.Contains("https://releases.example.net/a.root cannot be fetched", exception.Message, StringComparison.Ordinal);
        Assert.Contains("404", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_always_fails_is_given_up()
    {
        int asked = 0;
        _ = await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ =>
        {
            asked++;
            return Answer(HttpStatusCode.ServiceUnavailable, Stream.Null);
        }));

        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task What_is_longer_than_it_should_be_is_given_up_at_once()
    {
        int asked = 0;
        IOException exception = await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ =>
        {
            asked++;
            return Answer(HttpStatusCode.OK, new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 11))));
        }));

        Assert.Equal(1, asked);
        Assert.Contains("longer than 10 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_believed_is_asked_once_and_the_clock_is_told()
    {
        int asked = 0;
        IOException exception = await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ =>
        {
            asked++;
            throw new HttpRequestException("The SSL connection could not be established, see inner exception.", new AuthenticationException("The remote certificate is invalid: NotTimeValid"));
        }));
        Assert.Equal(1, asked);
        Assert.Contains("the server does not prove who it is (The remote certificate is invalid: NotTimeValid); this box's clock says 20", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_what_the_innermost_error_says()
    {
        IOException exception = await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ => throw new HttpRequestException("see inner exception", new IOException("No route to host."))));
        Assert.Equal("https://releases.example.net/a.root cannot be fetched: No route to host.", exception.Message);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up() =>
        Assert.Contains("nothing comes", (await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ => Answer(HttpStatusCode.OK, new SilentStream())))).Message, StringComparison.Ordinal);

    public void Dispose() => _directory.Dispose();

    private static HttpResponseMessage Answer(HttpStatusCode code, Stream content) => new(code) { Content = new StreamContent(content) };

    private async Task FetchAsync(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        using Handler handler = new(answer);
        using WebFiles web = new(handler, TimeSpan.FromMilliseconds(50), TimeSpan.Zero);
        await web.FetchAsync(Address, _directory.At("a.root"), maximum: 10, CancellationToken.None);
    }

    private sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    // Gives what it has, then breaks.
    private sealed class BrokenStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The line broke.");
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
