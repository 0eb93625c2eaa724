using System.Diagnostics;

namespace Mwan.Tests.Proxmox.Host.Calls;

/// <summary>A real program that the stand-in runs.</summary>
/// <param name="Code">Exit status; 128 plus the signal's number if a signal ended it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record Child(int Code, string Output, string Errors)
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="input">File of its standard input; null: it has none.</param>
    /// <param name="environment">What is added to its environment.</param>
    public static async Task<Child> RunAsync(IReadOnlyList<string> command, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return new Child(127, "", $"{command[0]}: {exception.Message}\n");
        }

        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            if (input is not null)
            {
                await using FileStream content = File.OpenRead(input);
                await content.CopyToAsync(process.StandardInput.BaseStream);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not want to read it all.
        }

        await process.WaitForExitAsync();
        return new Child(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program that does not fail.</summary>
    /// <exception cref="RefusedException">It fails; the words are its own.</exception>
    public static async Task<string> NeedAsync(params string[] command)
    {
        Child child = await RunAsync(command);
        return child.Code == 0 ? child.Output : throw new RefusedException($"command '{string.Join(' ', command)}' failed: exit code {child.Code}\n{child.Errors}{child.Output}".TrimEnd());
    }
}
