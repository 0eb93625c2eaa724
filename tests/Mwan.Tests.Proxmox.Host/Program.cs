using Mwan.Tests.Proxmox.Host;
using Mwan.Tests.Proxmox.Host.Calls;

// Started by the suite as the first program of the stand-in's namespaces; with it ends all that it started.
await using StandIn host = StandIn.Start(args[0]);
await new Door(host).ServeAsync(CancellationToken.None);
