using System.Net;

namespace Mwan.Tests.Unit.Agent.Upgrades;

/// <summary>Stands in for a web server: has what it was given, and nothing else.</summary>
/// <param name="address">The address below which its files are.</param>
internal sealed class ServedFiles(Uri address) : HttpMessageHandler
{
    private readonly List<string> _asked = [];

    /// <summary>Its files, by what comes after the address.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>What it was asked for, in this order.</summary>
    public IReadOnlyList<string> Asked => _asked;

    /// <summary>What it fails with, whatever it is asked for; null: it does not.</summary>
    public HttpStatusCode? Fails { get; set; }

    /// <summary>What happens before it answers, by what it is asked for; null: nothing.</summary>
    public Func<string, Task>? Meanwhile { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string name = address.MakeRelativeUri(request.RequestUri!).OriginalString;
        _asked.Add(name);
        await (Meanwhile?.Invoke(name) ?? Task.CompletedTask);
        return Fails is { } code ? new HttpResponseMessage(code)
            : Files.GetValueOrDefault(name) is { } content ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) }
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
