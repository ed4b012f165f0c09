using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>How this process takes part in the cluster: as a silo, or as a client that only serves APIs.</summary>
internal static class OrleansHosting
{
    private const string ServiceId = "orleans-obs";
    private const string ClusterId = "single";

    public static void AddSilo(this WebApplicationBuilder builder, StartSettings settings, IBlobStore store) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(settings.Cluster.SiloPort, settings.Cluster.GatewayPort, primarySiloEndpoint: null, ServiceId, ClusterId);
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.CancelRequestOnTimeout = true;
            messaging.MaxEnqueuedRequestsHardLimit = 10_000;
        });
        silo.Configure<ConnectionOptions>(connections => connections.ConnectionsPerEndpoint = 2);

        // Its tables are allocated in full: for a million grains, when there are a few dozen.
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 10_000);
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            // Taking a shard over reads the log of its last owner.
            collection.ActivationTimeout = TimeSpan.FromMinutes(5);
            collection.DeactivationTimeout = TimeSpan.FromSeconds(50);
        });
        silo.Services.AddSingleton<GrainSettingsFactory>();
        silo.Services.AddSingleton(services => services.GetRequiredService<GrainSettingsFactory>().Create());
        silo.AddObsGrains(store);
        if (settings.Dashboard.Enabled)
        {
            silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        }
    });

    public static void AddApiClient(this WebApplicationBuilder builder, StartSettings settings) => builder.UseOrleansClient(client =>
    {
        client.UseLocalhostClustering(settings.Cluster.GatewayPort, ServiceId, ClusterId);
        client.Configure<ClientMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
        if (settings.Dashboard.Enabled)
        {
            client.AddDashboard();
        }
    });
}
