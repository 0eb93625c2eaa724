using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Mwan.Agent.Control;
using Mwan.Agent.Explaining;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan explain</c>: what becomes of a flow.</summary>
internal static class ExplainCommand
{
    private const string Description = """
        Explains what becomes of a new flow to an address: by which members, why, and how it is translated. For one of our own public
        addresses: what it reaches. Flows that exist already keep the way they have. Sends nothing.

        Examples:
          mwan explain 1.1.1.1                                  from the downstream router
          mwan explain 1.1.1.1 --from 10.250.250.3 --protocol udp --port 5060
          mwan explain 2606:4700:4700::1111 --from 3d06:bad:b01:1::100
          mwan explain 104.57.226.193                           called from the Internet
          mwan explain 104.57.226.193 --from 10.250.250.3       called from the LAN

        Exit codes:
          0  it gets somewhere
          1  it does not, or nothing is known
          2  the addresses make no sense
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Argument<IPAddress> address = new("ADDRESS") { Description = "Destination of the flow.", CustomParser = ParseAddress };
        Option<IPAddress?> from = new("--from") { Description = "Its source; the downstream router unless given.", HelpName = "SOURCE", CustomParser = ParseAddress };
        Option<string?> protocol = new("--protocol") { Description = "tcp or udp, for pins.", HelpName = "tcp|udp" };
        _ = protocol.AcceptOnlyFromAmong("tcp", "udp");
        Option<int?> port = new("--port") { Description = "Destination port, for pins.", HelpName = "N" };
        port.Validators.Add(result =>
        {
            if (result.GetValue(port) is < 1 or > 65535)
            {
                result.AddError("--port takes 1 to 65535.");
            }
        });
        Option<bool> json = new("--json") { Description = "Prints JSON." };
        Command command = new("explain", Description) { address, from, protocol, port, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is { } source && result.GetValue(address) is { } destination && source.AddressFamily != destination.AddressFamily)
            {
                result.AddError("ADDRESS and SOURCE must both be IPv4 or both IPv6.");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            Question question = new(result.GetRequiredValue(address), result.GetValue(from), result.GetValue(protocol), result.GetValue(port));
            Layout layout = new(result.GetValue(root) ?? "/");
            TextWriter errors = result.InvocationConfiguration.Error;
            LoadedSite loaded = LoadedSite.Read(layout);
            if (loaded.Site is not { } site)
            {
                await errors.WriteLineAsync($"{loaded.Problem}.");
                return ExitCode.Attention;
            }

            SeenWorld seen = await SeenWorld.ReadAsync(layout, loaded, cancellation);
            if (seen.Problem is { } problem)
            {
                await errors.WriteLineAsync(problem);
            }

            if (seen.World is not { } world)
            {
                return ExitCode.Attention;
            }

            Explanation explanation = Explainer.Of(site, world, Planner.Plan(site, world), question);
            string text = result.GetValue(json) ? ControlJson.Indented(explanation, ControlJson.Default.Explanation) : ExplanationText.Render(explanation);
            await result.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellation);
            return explanation.Reachable ? ExitCode.Well : ExitCode.Attention;
        });
        return command;
    }

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? address))
        {
            return address;
        }

        result.AddError($"{result.Tokens[0].Value} is no IP address. Names are not resolved here: by which WAN would be the question.");
        return null;
    }
}
