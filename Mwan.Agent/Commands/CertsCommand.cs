using System.CommandLine;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan certs</c>: the certificate slot of 802.1X.</summary>
internal static class CertsCommand
{
    private const string Description = """
        Fills and shows the certificate slot of 802.1X.

        Examples:
          mwan certs import ca.pem client.pem key.pem
          mwan certs import /tmp/wpa            every .pem, .crt, .cer and .key file in it
          mwan certs show
          mwan certs show --json | jq '.certificates[0].daysLeft'
        """;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(Option<string> root) => new("certs", Description)
    {
        CertsImportCommand.Create(root),
        CertsShowCommand.Create(root),
    };
}
