namespace Mwan.Build.Verbs;

/// <summary>Which tests are run.</summary>
/// <param name="Suite">One suite; null: all that run by default.</param>
/// <param name="Words">Words of tests' full names, with commas between them; null: any. Who names a test wants it, slow or not.</param>
/// <param name="Full">Whether the slow ones are run as well.</param>
internal sealed record TestSelection(string? Suite, string? Words, bool Full)
{
    /// <summary>Arguments of <c>dotnet test</c>.</summary>
    public IEnumerable<string> Filter => Words is not null ? ["--filter", string.Join('|', Words.Split(',').Select(static words => $"FullyQualifiedName~{words}"))] : Full ? [] : ["--filter", "Category!=full"];
}
