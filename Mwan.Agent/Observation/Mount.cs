namespace Mwan.Agent.Observation;

/// <summary>One line of proc_pid_mountinfo(5).</summary>
/// <param name="Device">Number of the device, <c>major:minor</c>.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="FileSystem">Type of the file system.</param>
/// <param name="Source">What is mounted, e.g. <c>/dev/sdb</c>.</param>
/// <param name="Options">Options of the file system itself, not those of this mount of it.</param>
internal sealed record Mount(string Device, string Point, string FileSystem, string Source, IReadOnlyList<string> Options);
