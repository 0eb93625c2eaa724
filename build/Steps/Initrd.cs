namespace Mwan.Build.Steps;

/// <summary>The initrd: dracut in the tools tree with <c>image/dracut.conf</c>, <c>image/initrd</c> and the image's own kernel modules.</summary>
public static class Initrd
{
    private const string Step = "initrd";

    /// <summary>The file.</summary>
    public static async Task<string> GetAsync(BuildContext context, string tools, string kernel, CancellationToken cancellationToken)
    {
        string settings = Path.Combine(context.Workspace.Image, "dracut.conf");
        string files = Path.Combine(context.Workspace.Image, "initrd");
        using var hash = context.Hash("tools")
            .Add("kernel", Path.GetFileName(kernel)).AddFile("dracut.conf", settings).AddDirectory("initrd", files).Add("recipe", "3");
        string directory = await context.Cache.GetAsync(
            Step,
            hash.Key(),
            "initrd",
            async (directory, report, token) =>
            {
                string release = KernelTree.Release(kernel);
                var dracut = context.Tools(tools)
                    .Bind(directory, "/mnt/step")
                    .ReadOnly(Path.Combine(kernel, "modules"), "/mnt/lib/modules")
                    .ReadOnly(settings, "/mnt/dracut.conf.d/mwan.conf")
                    .ReadOnly(files, "/mnt/initrd")
                    .Command(
                        "dracut", "--force", "--conf", "/dev/null", "--confdir", "/mnt/dracut.conf.d", "--include", "/mnt/initrd", "/",
                        "--kmoddir", $"/mnt/lib/modules/{release}", "--kver", release, "/mnt/step/initrd")
                    .LogTo(context.LogOf(Step));
                await dracut.Telling(report.Now).RunAsync(token);
            },
            cancellationToken);
        return Path.Combine(directory, "initrd");
    }
}
