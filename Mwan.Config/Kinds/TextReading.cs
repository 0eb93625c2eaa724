namespace Mwan.Config.Kinds;

/// <summary>Reads a text; null: it was understood; otherwise what is wrong with it, as a sentence.</summary>
internal delegate string? TextReading<T>(string text, out T? value);
