using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class TransferProgressTests
{
    [Fact]
    public void A_file_is_named_and_its_quarters_are_told()
    {
        List<string> said = [];
        TransferProgress progress = new(said.Add);
        foreach (string line in new[]
        {
            "Discovering installed instances…",
            "Importing '/run/mwan-upgrade/source/mwan_1.1.0_1facc3db.root', saving at offset 756023296 in '/dev/sda'.",
            "Imported 0%.", "Imported 24%.", "Imported 30%.", "Imported 33%.", "Imported 82%.", "Imported 96%.",
            "Operation completed successfully.",
            "Importing '/run/mwan-upgrade/source/mwan_1.1.0.efi', saving as '/boot/EFI/Linux/.#sysupdatemwan_1.1.0+2-0.efi7de98c697e56c551'.",
            "Imported 26%.",
        })
        {
            progress.Take(line);
        }

        Assert.Equal(["writing mwan_1.1.0_1facc3db.root", "  30 %", "  82 %", "writing mwan_1.1.0.efi", "  26 %"], said);
    }
}
