namespace Mwan.Tests.Build.Builds;

/// <summary>Wrappers that take something away from a build, for as long as it runs.</summary>
internal static class Namespaces
{
    private const string Mount = """
        directory=$1 size=$2
        shift 2
        mkdir -p "$directory"
        mount -t tmpfs -o "size=$size" tmpfs "$directory"
        "$@" || code=$?
        echo "left: $(cd "$directory" && find . ! -type d ! -path './rendered/*' ! -path './logs/*' | sort | tr '\n' ' ')"
        exit ${code:-0}
        """;

    /// <summary>A network namespace with nothing in it.</summary>
    public static IReadOnlyList<string> WithoutNetwork => ["unshare", .. UserNamespace, "--net"];

    private static string[] UserNamespace => Environment.UserName == "root" ? [] : ["--user", "--map-root-user", "--map-auto"];

    /// <summary>A directory with a file system of its own, small and in memory. What is left there is printed at the end, after <c>left:</c>.</summary>
    public static IReadOnlyList<string> WithSmallDisk(string directory, string size) =>
        ["unshare", .. UserNamespace, "--mount", "bash", "-euc", Mount, "bash", directory, size];
}
