namespace Mwan.Config.Kinds;

/// <summary>Who gets a shell on the console, with the hash if that is a password's.</summary>
internal sealed record ConsoleSetting(ConsoleAccess Access, string? Hash = null);
