using Mwan.Config.Description;

namespace Mwan.Config.Kinds;

/// <summary>One entry of a mapping whose keys the user chooses.</summary>
internal sealed record Row<T>(Item<string> Key, Item<T> Value);
