using System.CommandLine;
using Mwan.Build.Verbs;

var config = new Option<string?>("--config") { Description = "The site's file (default: mwan.yaml of the clone).", Recursive = true };
var output = new Option<string?>("--output") { Description = "Directory of the results (default: artifacts in the clone).", Recursive = true };
var packages = new Option<string?>("--packages") { Description = "Packages that a release kept; what is there is not downloaded.", Recursive = true };
var root = new RootCommand("Builds the mwan router image. Each verb is one step; `dotnet cake --target=NAME` runs them in order.")
{
    config, output, packages,
};

BuildOptions Options(ParseResult parsed) => new(parsed.GetValue(config), parsed.GetValue(output), parsed.GetValue(packages));

void Verb(string name, string description, Func<BuildOptions, CancellationToken, Task> run)
{
    var command = new Command(name, description);
    command.SetAction((parsed, cancellationToken) => Failure.GuardAsync(() => run(Options(parsed), cancellationToken)));
    root.Add(command);
}

Verb("lock", "Resolves the package lists to today's versions and writes mwan.lock.", LockVerb.RunAsync);
Verb("image", "Builds the image.", ImageVerb.RunAsync);
return await root.Parse(args).InvokeAsync();
