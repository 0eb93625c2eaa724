using System.Runtime.InteropServices;

namespace Mwan.Agent.Kernel;

/// <summary>libnftables(3).</summary>
internal static partial class Libnftables
{
    /// <summary>NFT_CTX_OUTPUT_STATELESS of nftables/libnftables.h: listings without what packets have counted.</summary>
    public const uint OutputStateless = 1 << 2;

    private const string Library = "libnftables.so.1";

    /// <summary>nft_ctx_new; flags must be 0.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial NftContext New(uint flags);

    /// <summary>nft_ctx_free; <see cref="NftContext"/> calls it.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial void Free(nint handle);

    /// <summary>nft_ctx_buffer_output; 0: done.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_output")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int BufferOutput(NftContext context);

    /// <summary>nft_ctx_buffer_error; 0: done.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int BufferError(NftContext context);

    /// <summary>nft_ctx_get_output_buffer: text that ends with NUL and lives until the next command.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_get_output_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint Output(NftContext context);

    /// <summary>nft_ctx_get_error_buffer, likewise.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint Error(NftContext context);

    /// <summary>nft_ctx_output_set_flags.</summary>
    [LibraryImport(Library, EntryPoint = "nft_ctx_output_set_flags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial void SetOutputFlags(NftContext context, uint flags);

    /// <summary>nft_run_cmd_from_buffer; 0: all commands are done, otherwise none is.</summary>
    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int Run(NftContext context, string commands);
}
