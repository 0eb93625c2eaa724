namespace Mwan.Build.Lab;

/// <summary>One thing that is done to break or to mend a link.</summary>
public abstract record FaultStep;
