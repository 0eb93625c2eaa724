using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>What <c>qm</c> was called with.</summary>
/// <param name="Command">The command with its group (<c>disk import</c>), under the name that is not old.</param>
/// <param name="Arguments">What follows it.</param>
internal sealed record QmWords(string Command, IReadOnlyList<string> Arguments)
{
    /// <summary>Tells command and arguments apart.</summary>
    public static QmWords Of(Call call)
    {
        string[] words = call.Arguments is ["disk" or "guest", _, ..] ? [$"{call.Arguments[0]} {call.Arguments[1]}", .. call.Arguments.Skip(2)] : [.. call.Arguments];
        string command = words.Length == 0 ? "" : words[0] switch
        {
            "importdisk" => "disk import",
            "resize" => "disk resize",
            "unlink" => "disk unlink",
            "rescan" => "disk rescan",
            "agent" => "guest cmd",
            _ => words[0],
        };
        return new QmWords(command, [.. words.Skip(1)]);
    }

    /// <summary>Reads the arguments of a command that takes these and no others; options as <see cref="Lists.Of"/> has them.</summary>
    /// <exception cref="RefusedException">They are not what it takes.</exception>
    public CommandLine Line(string[] positional, params string[] options) => CommandLine.Parse($"qm {Command}", positional, Lists.Of(options), Arguments);

    /// <summary>Reads the arguments of a command that takes these and the options of a machine.</summary>
    /// <exception cref="RefusedException">They are not what it takes.</exception>
    public CommandLine LineOfMachine(string[] positional, params string[] options)
    {
        Func<string, OptionKind?> own = Lists.Of(options);
        return CommandLine.Parse($"qm {Command}", positional, name => own(name) ?? ConfigKeys.KindOf(name), Arguments);
    }

    /// <summary>Reads the arguments of a command that ends with a command of the guest's.</summary>
    /// <exception cref="RefusedException">They are not what it takes.</exception>
    public CommandLine LineWithRest(string[] positional, params string[] options) => CommandLine.Parse($"qm {Command}", positional, Lists.Of(options), Arguments, hasRest: true);
}
