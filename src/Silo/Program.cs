using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Hosting;

// Settings are read once; watching their file would cost a thread and one of the few inotify instances of the machine.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
if (!StartSettings.TryRead(builder.Configuration, out StartSettings? settings, out IReadOnlyList<string> problems))
{
    return StartFailure.Report(string.Join("; ", problems));
}

try
{
    if (PortCheck.FirstTaken(settings) is { } taken)
    {
        return StartFailure.Report(taken);
    }

    await using WebApplication app = await ObsHost.BuildAsync(builder, settings);
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.Describe(failure) is not null)
{
    return StartFailure.Report(StartFailure.Describe(failure)!);
}
