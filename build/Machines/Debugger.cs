using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Build.Machines;

/// <summary>QEMU's debugger stub (GDB's Remote Serial Protocol, over a socket), as far as a machine is to be hung with it.</summary>
internal sealed class Debugger : IAsyncDisposable
{
    // GDB's numbers of registers of x86-64.
    private const int InstructionPointer = 0x10;
    private const int Flags = 0x11;

    // A jump to itself, and no flag but the one that is always set: interrupts are off.
    private const string Forever = "ebfe";
    private const string NoInterrupts = "02000000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly NetworkStream stream;

    private Debugger(NetworkStream stream) => this.stream = stream;

    /// <summary>Stops a machine and takes hold of it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="path">Where its socket is, or can be made.</param>
    public static async Task<Debugger> AttachAsync(RunningMachine machine, string path)
    {
        // It goes on listening when somebody has gone.
        if (!File.Exists(path))
        {
            _ = await machine.Qmp.MonitorAsync($"gdbserver unix:{path},server=on,wait=off");
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        Debugger debugger = new(new NetworkStream(socket, ownsSocket: true));
        _ = await debugger.AskAsync("?");
        return debugger;
    }

    /// <summary>Has every processor do one thing for ever, with interrupts off, from its next instruction on.</summary>
    public async Task HangAsync()
    {
        // "m1", "m2", ..., "l".
        for (string thread = await AskAsync("qfThreadInfo"); thread.StartsWith('m'); thread = await AskAsync("qsThreadInfo"))
        {
            foreach (string processor in thread[1..].Split(','))
            {
                await ExpectAsync($"Hg{processor}");
                await HangThisAsync();
            }
        }
    }

    /// <summary>Lets the machine go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await ExpectAsync("D");
        await stream.DisposeAsync();
    }

    private async Task HangThisAsync()
    {
        string little = await AskAsync(string.Create(CultureInfo.InvariantCulture, $"p{InstructionPointer:x}"));
        ulong next = BitConverter.ToUInt64(Convert.FromHexString(little));
        await ExpectAsync(string.Create(CultureInfo.InvariantCulture, $"M{next:x},{Forever.Length / 2}:{Forever}"));
        await ExpectAsync(string.Create(CultureInfo.InvariantCulture, $"P{Flags:x}={NoInterrupts}"));
    }

    private async Task ExpectAsync(string command)
    {
        string answer = await AskAsync(command);
        if (!string.Equals(answer, "OK", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"QEMU's debugger answers {command} with '{answer}'.");
        }
    }

    // $COMMAND#SUM; each side says + to what it has read.
    private async Task<string> AskAsync(string command)
    {
        int sum = command.Sum(static character => character) & 0xff;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${command}#{sum:x2}")));
        StringBuilder answer = new();
        for (char last = await ReadAsync(); last != '#'; last = await ReadAsync())
        {
            answer.Append(last);
        }

        _ = await ReadAsync();
        _ = await ReadAsync();
        await stream.WriteAsync("+"u8.ToArray());
        string text = answer.ToString();
        return text[(text.LastIndexOf('$') + 1)..];
    }

    private async Task<char> ReadAsync()
    {
        byte[] one = new byte[1];
        await stream.ReadExactlyAsync(one).AsTask().WaitAsync(Patience);
        return (char)one[0];
    }
}
