namespace Mwan.Agent.Observation;

/// <summary>What a slow source has said so far.</summary>
/// <param name="Value">Its last value; null: none yet.</param>
/// <param name="Late">Whether it has been asked and has not answered in time.</param>
internal readonly record struct Answer<T>(T? Value, bool Late)
    where T : class;
