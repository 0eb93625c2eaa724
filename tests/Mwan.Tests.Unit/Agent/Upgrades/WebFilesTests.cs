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
    public async Task A_line_that_breaks_again_and_again_is_not_given_up_while_it_brings_something()
    {
        int asked = 0;
        await FetchAsync(_ => Answer(HttpStatusCode.PartialContent, asked++ < 9 ? new BrokenStream("x"u8.ToArray()) : new MemoryStream("y"u8.ToArray())));

        Assert.Equal("xxxxxxxxxy", await File.ReadAllTextAsync(_directory.At("a.root")));
    }

    [Fact]
    public async Task A_server_that_begins_anew_and_comes_no_further_is_given_up()
    {
        int asked = 0;
        _ = await Assert.ThrowsAsync<IOException>(() => FetchAsync(_ =>
        {
            asked++;
            return Answer(HttpStatusCode.OK, new BrokenStream("0123"u8.ToArray()));
        }));

        Assert.Equal(5, asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_server_that_has_no_time_is_asked_again(HttpStatusCode code)
    {
        int asked = 0;
        await FetchAsync(_ => asked++ == 0 ? Answer(code, Stream.Null) : Answer(HttpStatusCode.OK, new MemoryStream("0123456789"u8.ToArray())));

        Assert.Equal("0123456789", await File.ReadAllTextAsync(_directory.At("a.root")));
    }

    [Fact]
    public async Task A_document_that_only_trickles_is_given_up()
    {
        using Handler handler = new(static _ => Answer(HttpStatusCode.OK, new TricklingStream()));
        using WebFiles web = new(handler, TimeSpan.FromSeconds(30), TimeSpan.Zero) { DocumentTime = TimeSpan.FromMilliseconds(200) };
        IOException exception = await Assert.ThrowsAsync<IOException>(() => web.FetchDocumentAsync(Address, _directory.At("a.root"), CancellationToken.None));
        Assert.Equal("https://releases.example.net/a.root cannot be fetched: it takes longer than 0.2 s.", exception.Message);
    }

    [Fact]
    public async Task Who_gives_up_a_document_is_not_told_that_it_took_too_long()
    {
        using CancellationTokenSource person = new();
        using Handler handler = new(_ =>
        {
            person.Cancel();
            return Answer(HttpStatusCode.OK, new TricklingStream());
        });
        using WebFiles web = new(handler, TimeSpan.FromSeconds(30), TimeSpan.Zero);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => web.FetchDocumentAsync(Address, _directory.At("a.root"), person.Token));
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

    // A byte now and then, for two seconds.
    private sealed class TricklingStream : MemoryStream
    {
        private int _left = 100;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            return _left-- > 0 ? 1 : 0;
        }
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
