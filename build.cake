// The targets and what depends on what. Each calls one verb of Mwan.Build, which can also be run alone:
//   dotnet build/bin/Release/net10.0/Mwan.Build.dll --help

var target = Argument("target", "Image");

var compile = Task("Compile")
    .Description("the builder itself")
    .Does(() => BuildIfChanged("build/Mwan.Build.csproj", "build/bin/Release/net10.0/Mwan.Build.dll"));

var compileAll = Task("CompileAll")
    .Description("the builder, the agent and all tests")
    .Does(() => Build("Mwan.Build.sln"));

Task("Check").Description("mwan.yaml, validated").IsDependentOn(compile).Does(() => Verb("check"));
Task("Render").Description("every generated file, as a tree").IsDependentOn(compile).Does(() => Verb("render"));
Task("Lock").Description("mwan.lock with today's Debian packages").IsDependentOn(compile).Does(() => Verb("lock"));
Task("Keys").Description("the keys that releases and what boots are signed with").IsDependentOn(compile).Does(() => Verb("keys"));
Task("Schema").Description("mwan.schema.json and the config reference").IsDependentOn(compile).Does(() => Verb("schema"));
Task("Image").Description("the image and what belongs to it (the default)").IsDependentOn(compile).Does(() => Verb("image"));
Task("Release").Description("the image, and its release in a channel of artifacts/release").IsDependentOn(compile).Does(() => Verb("release"));
Task("Run").Description("the image in QEMU, console in the terminal").IsDependentOn(compile).Does(() => Verb("run"));
Task("Reproducible").Description("two cold builds, compared byte for byte").IsDependentOn(compile).Does(() => Verb("reproducible"));
Task("Bench").Description("sizes and times against their budgets").IsDependentOn(compile).Does(() => Verb("bench"));
Task("Host").Description("Proxmox: the virtual functions of the host; --dry-run only prints, here and below").IsDependentOn(compile).Does(() => Verb("host"));
Task("Template").Description("Proxmox: a template of the image").IsDependentOn(compile).Does(() => Verb("template"));
Task("Deploy").Description("Proxmox: the VM, running and healthy; --certificates=DIR").IsDependentOn(compile).Does(() => Verb("deploy"));
Task("Upgrade").Description("Proxmox: the image into the running box; --whole-disk").IsDependentOn(compile).Does(() => Verb("upgrade"));
Task("Rollback").Description("Proxmox: undoes the last upgrade").IsDependentOn(compile).Does(() => Verb("rollback"));
Task("Status").Description("Proxmox: both sides, and what differs from the file").IsDependentOn(compile).Does(() => Verb("status"));
Task("Destroy").Description("Proxmox: deletes VM, state disk and templates; --yes").IsDependentOn(compile).Does(() => Verb("destroy"));
Task("Smoke").Description("boots the image and looks at it from all sides").IsDependentOn(compileAll).Does(() => Verb("test", "--suite=smoke"));
Task("Lab").Description("the image among simulated ISPs; --interactive to play in it").IsDependentOn(compileAll).Does(() => { if (HasArgument("interactive")) Verb("lab"); else Verb("test", "--suite=lab"); });
Task("Test").Description("every test there is; --full for the slow ones too").IsDependentOn(compileAll).Does(() => Verb("test"));

if (!Tasks.Any(task => string.Equals(task.Name, target, StringComparison.OrdinalIgnoreCase)))
{
    Error("There is no target '{0}'. These are:", target);
    foreach (var task in Tasks)
    {
        Error("  {0,-14}{1}", task.Name, task.Description);
    }

    Environment.Exit(2);
}

RunTarget(target);

void Build(string project) => DotNetBuild(project, new DotNetBuildSettings
{
    Configuration = "Release",
    NoLogo = true,
    Verbosity = DotNetVerbosity.Quiet,
});

// MSBuild takes seconds to find that nothing changed; names, sizes and times of the sources tell it at once.
void BuildIfChanged(string project, string program)
{
    var stamp = "build/obj/built-from";

    // Before the build: what is edited while it runs is not in it.
    var sources = Sources();
    if (System.IO.File.Exists(program) && System.IO.File.Exists(stamp) && System.IO.File.ReadAllText(stamp) == sources + Line(new FileInfo(program)))
    {
        return;
    }

    Build(project);
    System.IO.File.WriteAllText(stamp, sources + Line(new FileInfo(program)));
}

string Line(FileInfo file) => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}\n";

string Sources() => string.Concat(new[] { "build", "Mwan.Config" }
    .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
    .Where(file => !file.FullName.Contains("/obj/") && !file.FullName.Contains("/bin/"))
    .Concat(new[] { ".editorconfig", "Directory.Build.props", "Directory.Packages.props", "global.json" }.Select(file => new FileInfo(file)))
    .Select(Line)
    .Order(StringComparer.Ordinal));

// What Cake does not know is the verb's: --config, --output, --full, ... pass through.
void Verb(string name, params string[] own)
{
    var passed = Arguments().Where(a => a.Key is not ("target" or "interactive")).SelectMany(a => a.Value.Select(v => string.IsNullOrEmpty(v) || v == "true" ? $"--{a.Key}" : $"--{a.Key}={v}"));
    var arguments = new ProcessArgumentBuilder().AppendQuoted("build/bin/Release/net10.0/Mwan.Build.dll").Append(name);
    foreach (var argument in own.Concat(passed))
    {
        arguments.AppendQuoted(argument);
    }

    var code = StartProcess("dotnet", new ProcessSettings { Arguments = arguments });
    if (code != 0)
    {
        Environment.Exit(code);
    }
}
