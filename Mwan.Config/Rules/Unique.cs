using Mwan.Config.Description;

namespace Mwan.Config.Rules;

/// <summary>Reports a value that an earlier field has already.</summary>
internal sealed class Unique<T>(Report report, IEqualityComparer<T>? comparer = null)
    where T : notnull
{
    private readonly Dictionary<T, Item> first = new(comparer);

    public void Add(Item<T> item)
    {
        if (item.Is(out T? value))
        {
            Add(value, item);
        }
    }

    public void Add(T value, Item item)
    {
        if (first.TryGetValue(value, out Item? earlier))
        {
            // Two defaults meet only where they follow from values that were written, and those are reported.
            if (!item.IsGiven && !earlier.IsGiven)
            {
                return;
            }

            // Blame the one that somebody wrote, if the other is a default.
            (Item blamed, Item other) = item.IsGiven ? (item, earlier) : (earlier, item);
            report.Error(blamed, $"{value} is already taken by {other.Path}{(other.IsGiven ? "" : ", by default")}; choose another");
        }
        else
        {
            first.Add(value, item);
        }
    }
}
