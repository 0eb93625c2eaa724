using System.Globalization;

namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>Counts the steps that come by SSH and says which one goes wrong. Kept in files, so that a test turns both back.</summary>
internal sealed class Interference
{
    private readonly Lock turn = new();

    /// <summary>The next step's number, from 1, and its fate.</summary>
    public (int Step, Fate Fate) Next()
    {
        lock (turn)
        {
            int step = (File.Exists(Places.Steps) ? int.Parse(File.ReadAllText(Places.Steps), CultureInfo.InvariantCulture) : 0) + 1;
            File.WriteAllText(Places.Steps, step.ToString(CultureInfo.InvariantCulture));
            string[] plan = File.Exists(Places.Plan) ? File.ReadAllText(Places.Plan).Trim().Split(' ') : [];
            return (step, plan.Length != 2 || int.Parse(plan[1], CultureInfo.InvariantCulture) != step ? Fate.Done : plan[0] switch
            {
                "before" => Fate.CutBefore,
                "after" => Fate.CutAfter,
                "kill" => Fate.Killed,
                "fail" => Fate.Refused,
                _ => throw new InvalidOperationException($"{Places.Plan} says '{plan[0]}'; it is before, after, kill or fail."),
            });
        }
    }
}
