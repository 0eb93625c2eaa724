using System.Globalization;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Marks and routing tables occur once; the kernel's own tables are left alone.</summary>
internal static class MarkRule
{
    private const int HighestMark = 255;

    public static void Check(Values site, Report report)
    {
        Unique<long> marks = new(report);
        Unique<long> tables = new(report);
        if (site.At(SiteSection.Management).Is(out Values? management))
        {
            Add(management.At(ManagementSection.Table));
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            AddMark(wan.At(WanSection.Mark));
            Add(wan.At(WanSection.Table));
            Add(wan.At(WanSection.StagingTable));
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            AddMark(tunnel.At(TunnelSection.Mark));
            AddMark(tunnel.At(TunnelSection.OuterMark));
            Add(tunnel.At(TunnelSection.Table));
        }

        void AddMark(Item<long> mark)
        {
            marks.Add(mark);
            if (mark.Is(out long number) && number > HighestMark)
            {
                report.Error(mark, string.Create(CultureInfo.InvariantCulture, $"by default this is {number}, and marks end at {HighestMark}; there are too many members"));
            }
        }

        void Add(Item<long> table)
        {
            tables.Add(table);
            if (table.Is(out long number) && number is 253 or 254 or 255)
            {
                string name = number switch { 253 => "default", 254 => "main", _ => "local" };
                report.Error(table, string.Create(CultureInfo.InvariantCulture, $"{number} is the kernel's table '{name}'; choose another"));
            }
        }
    }
}
