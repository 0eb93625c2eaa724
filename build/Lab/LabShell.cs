using Mwan.Build.Machines;

namespace Mwan.Build.Lab;

/// <summary>Takes orders for a lab, a line each, until it is told to stop. At the end all links are mended.</summary>
/// <param name="lab">The lab.</param>
/// <param name="orders">Where they come from.</param>
/// <param name="answers">Where it says what came of them.</param>
public sealed class LabShell(RunningLab lab, TextReader orders, TextWriter answers)
{
    private readonly List<ActiveFault> faults = [];

    /// <summary>Runs until <c>quit</c>, the end of the orders, or cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                await answers.WriteAsync("lab> ");
                await answers.FlushAsync(cancellation);
                if (await orders.ReadLineAsync(cancellation) is not { } order || order.Trim() == "quit")
                {
                    break;
                }

                try
                {
                    await answers.WriteLineAsync(await AnswerAsync(order.Trim()));
                }
                catch (Exception refusal) when (refusal is InvalidOperationException or QmpException or TimeoutException)
                {
                    await answers.WriteLineAsync(refusal.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await answers.WriteLineAsync();
        }

        await MendAsync();
    }

    private async Task<string> AnswerAsync(string order)
    {
        switch (order.Split(' ', 3))
        {
            case [""]:
                return "";
            case ["mend"]:
                await MendAsync();
                return "All links are well.";
            case ["break", var wan, var what]:
                if (FaultOf(wan, what) is not { } fault)
                {
                    return $"There is no WAN or tunnel '{wan}', or it knows no '{what}'.";
                }

                faults.Add(await lab.BreakAsync(fault));
                return $"{wan}: {what}";
            case ["router", ..]:
                return await lab.AtRouterAsync(order["router".Length..] + " 2>&1 || :");
            case [var space, _, ..]:
                return await lab.AtAsync(space, order[space.Length..] + " 2>&1 || :");
            default:
                return "Say where, and what: router mwan status";
        }
    }

    private LinkFault? FaultOf(string name, string what) =>
        lab.Network.Isps.Where(isp => isp.Wan.Name == name).SelectMany(LinkFaults.All)
            .Concat(lab.Network.Peers.Where(peer => peer.Tunnel.Name == name).SelectMany(PeerFaults.All))
            .FirstOrDefault(fault => fault.Name == what);

    private async Task MendAsync()
    {
        foreach (ActiveFault fault in faults)
        {
            await fault.DisposeAsync();
        }

        faults.Clear();
    }
}
