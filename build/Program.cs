using System.CommandLine;
using System.Reflection;
using Mwan.Build.Verbs;

Mwan.Build.Processes.Umask.Fix();
string ownVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(fieldCount: 3);
var config = new Option<string?>("--config") { Description = "The site's file (default: mwan.yaml of the clone).", Recursive = true };
var output = new Option<string?>("--output") { Description = "Directory of the results (default: artifacts in the clone).", Recursive = true };
var packages = new Option<string?>("--packages") { Description = "Packages that a release kept; what is there is not downloaded.", Recursive = true };
var version = new Option<string>("--image-version")
{
    Description = "Version of the image; it has to rise from release to release.",
    DefaultValueFactory = _ => ownVersion,
    Recursive = true,
};
var keepState = new Option<string?>("--keep-state") { Description = "Directory of a state disk that outlives the run (default: forgotten at the end)." };
var suite = new Option<string?>("--suite") { Description = "Only one suite: unit, build, netns, image, proxmox, smoke, upgrade or lab." };
var full = new Option<bool>("--full") { Description = "The slow tests too." };
var faults = new Option<bool>("--full") { Description = "Also the way back from a release that fails, for each way to fail (about an hour without KVM)." };
var filter = new Option<string?>("--filter") { Description = "Only tests whose full name has one of these words in it, slow or not, e.g. FailoverTests,RepairTests." };
var channel = new Option<string?>("--channel") { Description = "Channel that leads to the release: stable or testing (default: upgrades.channel of the site)." };
var boxKey = new Option<string[]>("--box-key") { Description = "The box's public key, as `mwan status` shows it: KEY, or TUNNEL=KEY for each of several tunnels.", DefaultValueFactory = static _ => [] };
var dryRun = new Option<bool>("--dry-run") { Description = "Only prints what would run on the Proxmox host; it is read, and nothing changes." };
var wholeDisk = new Option<bool>("--whole-disk") { Description = "Another disk instead of another slot: for other keys, a signed boot loader, or a box that does not answer." };
var certificates = new Option<string?>("--certificates") { Description = "Directory of ca.pem, client.pem and key.pem, which come into the certificate slot." };
var yes = new Option<bool>("--yes") { Description = "Destroys it, state disk included. Without it, only says what would go." };
var root = new RootCommand("Builds the mwan router image. Each verb is one step; `dotnet cake --target=NAME` runs them in order.")
{
    config, output, packages, version,
};

BuildOptions Options(ParseResult parsed) =>
    new(parsed.GetValue(config), parsed.GetValue(output), parsed.GetValue(packages), parsed.GetValue(version)!);

ProxmoxOptions Proxmox(ParseResult parsed) => new(parsed.GetValue(dryRun))
{
    WholeDisk = parsed.GetValue(wholeDisk),
    Certificates = parsed.GetValue(certificates),
    Yes = parsed.GetValue(yes),
};

Command Verb(string name, string description, Func<BuildOptions, ParseResult, CancellationToken, Task> run)
{
    var command = new Command(name, description);
    command.SetAction((parsed, cancellationToken) => Failure.GuardAsync(() => run(Options(parsed), parsed, cancellationToken)));
    root.Add(command);
    return command;
}

Verb("check", "Reads the site's file and says all that is wrong with it.", static (options, _, token) => CheckVerb.RunAsync(options, token));
Verb("render", "Writes every generated file as a tree that can be read and compared.", static (options, _, token) => RenderVerb.RunAsync(options, token));
Verb("vps", "Writes the other end of each tunnel, as files for a Debian machine.", (options, parsed, token) => VpsVerb.RunAsync(options, parsed.GetValue(boxKey)!, token))
    .Add(boxKey);
Verb("image", "Builds the image and what belongs to it.", static (options, _, token) => ImageVerb.RunAsync(options, token));
Verb("release", "Builds the image and publishes its release in a channel, in artifacts/release.", (options, parsed, token) => ReleaseVerb.RunAsync(options, parsed.GetValue(channel), token))
    .Add(channel);
Verb("lock", "Resolves the package lists to today's versions and writes mwan.lock.", static (options, _, token) => LockVerb.RunAsync(options, token));
Verb("keys", "Makes the keys that releases and what boots are signed with.", static (options, _, token) => KeysVerb.RunAsync(options, token));
Verb("schema", "Writes the schema and the reference of the config.", static (options, _, token) => SchemaVerb.RunAsync(options, token));
Verb("reproducible", "Builds twice from cold and compares the disks byte for byte.", static (options, _, token) => ReproducibleVerb.RunAsync(options, token));
Verb("bench", "Measures the image and its build against their budgets.", (options, parsed, token) => BenchVerb.RunAsync(options, parsed.GetValue(faults), token))
    .Add(faults);
Verb("tools", "Makes the trees of Debian tools that the tests run in.", static (options, _, token) => ToolsVerb.RunAsync(options, world: false, token));
Verb("run", "Boots the image in QEMU with its console in the terminal.", (options, parsed, token) => RunVerb.RunAsync(options, parsed.GetValue(keepState), token))
    .Add(keepState);
Command test = Verb(
    "test",
    "Builds the image and runs the tests.",
    (options, parsed, token) => TestVerb.RunAsync(options, new TestSelection(parsed.GetValue(suite), parsed.GetValue(filter), parsed.GetValue(full)), token));
Verb("lab", "Starts the lab to play in: the image among simulated ISPs.", static (options, _, token) => LabVerb.RunAsync(options, token));
Verb("host", "Sets the virtual functions of the Proxmox host, now and at each of its starts.", (options, parsed, token) => HostVerb.RunAsync(options, Proxmox(parsed), token))
    .Add(dryRun);
Verb("template", "Makes a template of the image on the Proxmox host.", (options, parsed, token) => TemplateVerb.RunAsync(options, Proxmox(parsed), token))
    .Add(dryRun);
Command deploy = Verb("deploy", "Makes the VM of the template, starts it and waits until it is healthy.", (options, parsed, token) => DeployVerb.RunAsync(options, Proxmox(parsed), token));
deploy.Add(dryRun);
deploy.Add(certificates);
Command upgrade = Verb("upgrade", "Brings the image into the running box and waits until it has proved itself.", (options, parsed, token) => UpgradeVerb.RunAsync(options, Proxmox(parsed), token));
upgrade.Add(dryRun);
upgrade.Add(wholeDisk);
Verb("rollback", "Undoes the last upgrade.", (options, parsed, token) => RollbackVerb.RunAsync(options, Proxmox(parsed), token))
    .Add(dryRun);
Verb("status", "Shows the Proxmox host, the VM and the box, and what differs from the site's file.", (options, parsed, token) => StatusVerb.RunAsync(options, Proxmox(parsed), token))
    .Add(dryRun);
Command destroy = Verb("destroy", "Destroys the VM, its state disk and its templates.", (options, parsed, token) => DestroyVerb.RunAsync(options, Proxmox(parsed), token));
destroy.Add(dryRun);
destroy.Add(yes);
test.Add(suite);
test.Add(full);
test.Add(filter);

// After Ctrl-C or SIGTERM a half-made tree is deleted; on a slow disk that takes longer than the two seconds that are the default.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
