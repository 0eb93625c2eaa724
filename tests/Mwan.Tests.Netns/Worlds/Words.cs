namespace Mwan.Tests.Netns.Worlds;

/// <summary>Addresses as one text, which a failed test can show.</summary>
internal static class Words
{
    /// <summary>In order, between blanks.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    /// <summary>Something of every ISP.</summary>
    public static string Of(Func<Offer, string> choose) => Of(Offer.All.Select(choose));
}
