namespace Mwan.Tests.Image.Render.Checks;

/// <summary>What a program of Debian 13 has to say against the files that it will read. Nothing: they are right.</summary>
internal delegate Task<IReadOnlyList<string>> Check(RouterTree tree);
