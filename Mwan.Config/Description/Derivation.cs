namespace Mwan.Config.Description;

/// <summary>A default that depends on other fields; false if one of those is not known.</summary>
internal delegate bool Derivation<T>(Values section, out T? value);
