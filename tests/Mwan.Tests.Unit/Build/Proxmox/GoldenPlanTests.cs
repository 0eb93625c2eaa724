using Mwan.Build.Proxmox;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Proxmox;

/// <summary><c>golden/SITE/TARGET.txt</c> is what <c>--dry-run</c> prints: the exact commands. <c>MWAN_GOLDEN=write</c> writes them anew.</summary>
public sealed class GoldenPlanTests
{
    private static readonly string[] Targets = ["host", "template", "deploy", "upgrade", "upgrade-whole-disk", "rollback", "rollback-whole-disk", "status", "destroy"];

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string target in Targets)
            {
                rows.Add("mwan", target);
                rows.Add("three-wans", target);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_target_runs_exactly_these_commands(string site, string target)
    {
        string golden = Path.Combine(Hosts.Clone, "tests", "Mwan.Tests.Unit", "Build", "Proxmox", "golden", site, $"{target}.txt");
        string text = Text(site, target);
        if (Environment.GetEnvironmentVariable("MWAN_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, text);
        }

        Assert.Equal(File.Exists(golden) ? File.ReadAllText(golden) : "", text);
    }

    private static string Text(string name, string target)
    {
        Site site = Hosts.Site(name);
        BuiltRelease built = Hosts.Built(site);
        HostFacts fresh = Hosts.Fresh(name);
        HostFacts templated = PlanTests.All(fresh, TemplatePlan.Of(site, fresh, Hosts.Built(site, "1.1.0"), Hosts.ConfigHash));
        HostFacts deployed = PlanTests.All(templated, DeployPlan.Of(site, templated, certificates: null)) with { Guest = PlanTests.Guest(("1.1.0", "good", true), ("1.0.0", "good", false)) };
        return target == "status" ? FactsScript.Of(site.Proxmox!) : PlanText.Of(target switch
        {
            "host" => HostPlan.Of(site, fresh),
            "template" => TemplatePlan.Of(site, fresh, built, Hosts.ConfigHash),
            "deploy" => DeployPlan.Of(site, templated, name == "mwan" ? new CertificateInput("wpa", new string('9', 64), "tar"u8.ToArray()) : null),
            "upgrade" => UpgradePlan.Of(site, deployed, built, Hosts.ConfigHash),
            "upgrade-whole-disk" => WholeDiskPlan.Of(site, deployed, built, Hosts.ConfigHash),
            "rollback" => RollbackPlan.Of(site, deployed),
            "rollback-whole-disk" => RollbackPlan.Of(site, Swapped(site, deployed)),
            _ => DestroyPlan.Of(site, deployed with { FunctionsUnit = FunctionsPlan.Interfaces(site.Proxmox!).Any() ? "unit" : null, Files = new Dictionary<string, long>(StringComparer.Ordinal) { ["disks"] = 1 } }),
        });
    }

    private static HostFacts Swapped(Site site, HostFacts facts)
    {
        int vmid = site.Proxmox!.Vmid;
        string volume = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{site.Proxmox.Storage}:vm-{vmid}-disk");
        Dictionary<string, string> options = new(facts.Configs[vmid].Options, StringComparer.Ordinal) { ["scsi0"] = $"{volume}-5", ["unused0"] = $"{volume}-1" };
        return facts with
        {
            Configs = new Dictionary<int, VmConfig>(facts.Configs) { [vmid] = new(vmid, options) },
            Disks = [new WholeDisk($"{volume}-1", "1.1.0", "-"), new WholeDisk($"{volume}-5", "1.2.0", new string('5', 64))],
            Guest = new GuestFacts
            {
                Answers = true,
                Version = "1.2.0",
                Slots = [new GuestSlot("A", Running: true, "1.2.0", "good", TriesLeft: null, Refusal: null), new GuestSlot("B", Running: false, Version: null, "empty", TriesLeft: null, Refusal: null)],
                HealthyWays = ["fibre IPv4"],
            },
        };
    }
}
