using Mwan.Agent.Commands;

return await MwanCommand.InvokeAsync(args);
