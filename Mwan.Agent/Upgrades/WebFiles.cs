using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace Mwan.Agent.Upgrades;

/// <summary>Fetches files from a web server over lines that break.</summary>
internal sealed class WebFiles : IDisposable
{
    // In which nothing comes that was not there before.
    private const int Attempts = 5;

    private const long MaximumDocument = 1 << 20;

    private readonly HttpClient _client;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _pause;

    /// <summary>The real web.</summary>
    public WebFiles()
        : this(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) }, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3))
    {
    }

    /// <summary>A web.</summary>
    /// <param name="handler">It.</param>
    /// <param name="silence">Time without a byte after which an attempt ends. The whole has no limit: a slow line is no broken one.</param>
    /// <param name="pause">Time between attempts.</param>
    public WebFiles(HttpMessageHandler handler, TimeSpan silence, TimeSpan pause)
    {
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _silence = silence;
        _pause = pause;
    }

    /// <summary>Time that a document may take, all attempts together: it is so small that a line on which it takes longer is of no use.</summary>
    public TimeSpan DocumentTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Fetches a document, a signature or an index.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It cannot be had; the message is a sentence.</exception>
    public async Task FetchDocumentAsync(Uri address, string path, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(DocumentTime);
        try
        {
            await FetchAsync(address, path, MaximumDocument, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{address} cannot be fetched: it takes longer than {DocumentTime.TotalSeconds} s."), exception);
        }
    }

    /// <summary>Fetches a file. A line that breaks costs what was under way, not what is there: the next attempt goes on after it (RFC 9110, section 14), and as long as more comes there is a next one.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="maximum">Bytes beyond which it is not what was asked for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It cannot be had; the message is a sentence.</exception>
    public async Task FetchAsync(Uri address, string path, long maximum, CancellationToken cancellation)
    {
        long furthest = 0;
        for (int attempt = 1; ; attempt++)
        {
            using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            try
            {
                await ContinueAsync(address, path, maximum, silence);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // A server that cannot go on begins anew each time, so only what comes further than before counts.
                long length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
                if (length > furthest)
                {
                    furthest = length;
                    attempt = 1;
                }

                if (IsFinal(exception) || attempt == Attempts)
                {
                    throw new IOException($"{address} cannot be fetched: {Words(exception)}.", exception);
                }
            }

            await Task.Delay(_pause, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // What the server refuses, or what is too long, is so the next time too; that it has no time is not.
    private static bool IsFinal(Exception exception) => exception
        is InvalidDataException
        or HttpRequestException { InnerException: AuthenticationException }
        or HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) };

    // The outermost message only says that there is an inner one.
    private static string Words(Exception exception)
    {
        if (exception is OperationCanceledException)
        {
            return "nothing comes";
        }

        string innermost = exception.GetBaseException().Message.TrimEnd('.');
        return exception is HttpRequestException { InnerException: AuthenticationException }
            ? string.Create(CultureInfo.InvariantCulture, $"the server does not prove who it is ({innermost}); this box's clock says {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC")
            : innermost;
    }

    private async Task ContinueAsync(Uri address, string path, long maximum, CancellationTokenSource silence)
    {
        await using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.Write);
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, to: null);
        }

        silence.CancelAfter(_silence);
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // All of it is there.
            return;
        }

        _ = response.EnsureSuccessStatusCode();
        file.Position = response.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0;
        file.SetLength(file.Position);
        await using Stream content = await response.Content.ReadAsStreamAsync(silence.Token);
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = await content.ReadAsync(buffer, silence.Token)) > 0)
        {
            if (file.Position + read > maximum)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it is longer than {maximum} bytes"));
            }

            await file.WriteAsync(buffer.AsMemory(0, read), silence.Token);
            silence.CancelAfter(_silence);
        }
    }
}
