namespace Mwan.Config.Description;

/// <summary>Where the value of a field comes from.</summary>
internal enum Origin
{
    /// <summary>Written in the file.</summary>
    Given,

    /// <summary>Not written; the default.</summary>
    Default,

    /// <summary>Not written, and that means something.</summary>
    Absent,

    /// <summary>Wrong and reported, or missing and reported: nothing may be concluded from it.</summary>
    Bad,
}
