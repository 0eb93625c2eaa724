using System.Runtime.InteropServices;
using Mwan.Agent.Kernel;

namespace Mwan.Agent.Applying;

/// <summary>libnftables in process.</summary>
internal sealed class Nftables : INftables
{
    private readonly NftContext _context;

    private Nftables()
    {
        _context = Libnftables.New(0);
        _ = Libnftables.BufferOutput(_context);
        _ = Libnftables.BufferError(_context);
        Libnftables.SetOutputFlags(_context, Libnftables.OutputStateless);
    }

    /// <summary>Opens the library and its socket.</summary>
    public static INftables Open()
    {
        try
        {
            return new Nftables();
        }
        catch (DllNotFoundException exception)
        {
            return new MissingNftables(exception.Message.Split('\n')[0]);
        }
    }

    /// <inheritdoc/>
    public NftResult Run(string commands)
    {
        int result = Libnftables.Run(_context, commands);
        string output = Marshal.PtrToStringUTF8(Libnftables.Output(_context)) ?? "";
        string error = (Marshal.PtrToStringUTF8(Libnftables.Error(_context)) ?? "").Trim();
        return new NftResult(output, result == 0 ? null : error.Length == 0 ? "nftables gives no reason" : error);
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();
}
