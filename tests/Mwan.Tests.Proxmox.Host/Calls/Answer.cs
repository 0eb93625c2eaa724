using System.Text;

namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>What a called program says.</summary>
internal sealed class Answer
{
    /// <summary>Standard output.</summary>
    public StringBuilder Output { get; } = new();

    /// <summary>Standard error.</summary>
    public StringBuilder Errors { get; } = new();

    /// <summary>Exit status.</summary>
    public int Code { get; set; }

    /// <summary>Says a line on standard output.</summary>
    public void Say(string line) => Output.Append(line).Append('\n');

    /// <summary>Says a line on standard error.</summary>
    public void Warn(string line) => Errors.Append(line).Append('\n');

    /// <summary>Hands it to who waits.</summary>
    public async Task GiveAsync(Call call)
    {
        if (!Directory.Exists(call.Place))
        {
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(call.Place, "output"), Output.ToString());
        await File.WriteAllTextAsync(Path.Combine(call.Place, "errors"), Errors.ToString());

        // For reading too: opening it for writing alone would wait for a caller that has gone.
        await using FileStream code = new(Path.Combine(call.Place, "code"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await code.WriteAsync(Encoding.ASCII.GetBytes($"{Code}\n"));
    }
}
