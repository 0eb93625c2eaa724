namespace Mwan.Build.Verbs;

/// <summary>Which tests are run.</summary>
/// <param name="Suite">One suite; null: all that run by default.</param>
/// <param name="Words">Words of a test's full name; null: any. Who names a test wants it, slow or not.</param>
/// <param name="Full">Whether the slow ones are run as well.</param>
internal sealed record TestSelection(string? Suite, string? Words, bool Full)
{
    /// <summary>Arguments of <c>dotnet test</c>.</summary>
    public IEnumerable<string> Filter => Words is not null ? ["--filter", $"FullyQualifiedName~{Words}"] : Full ? [] : ["--filter", "Category!=full"];
}
