using Orleans.Configuration;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Azure.Hosting;
using Orleans.Dashboard;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Health;
using ClusterOptions = Orleans.Obs.Silo.Configuration.ClusterOptions;
using OrleansCluster = Orleans.Configuration.ClusterOptions;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>How this process takes part in the cluster: as a silo, or as a client that only serves APIs.</summary>
internal static class OrleansHosting
{
    /// <summary>A silo that died is off the list of gateways this soon after the others have noticed.</summary>
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(2);

    public static void AddSilo(this WebApplicationBuilder builder, StartSettings settings, IBlobStore store) => builder.UseOrleans(silo =>
    {
        if (settings.Cluster.Kind == ClusterKind.Azure)
        {
            silo.UseAzureTables(AzureAccount.Tables(settings.Storage, settings.Cluster));
            silo.Configure<EndpointOptions>(options => Listen(options, SiloEndpoints.Of(settings.Cluster)));
            silo.Configure<ClusterMembershipOptions>(membership => Watch(membership, settings.Cluster.FailureDetection.TimeSpan));
            AddDirectory(silo);
        }
        else
        {
            silo.UseLocalhostClustering(
                settings.Cluster.SiloPort, settings.Cluster.GatewayPort, primarySiloEndpoint: null, settings.Cluster.ServiceId, settings.Cluster.ClusterId);
        }

        silo.Configure<OrleansCluster>(cluster => Name(cluster, settings.Cluster));
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
        var losses = new SiloLosses();
        if (settings.Cluster.Kind == ClusterKind.Azure)
        {
            client.UseAzureTables(AzureAccount.Tables(settings.Storage, settings.Cluster), losses.Happened);
        }
        else
        {
            client.UseLocalhostClustering(settings.Cluster.GatewayPort, settings.Cluster.ServiceId, settings.Cluster.ClusterId);
        }

        client.Configure<OrleansCluster>(cluster => Name(cluster, settings.Cluster));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
        client.Configure<ClientMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
        client.UseConnectionRetryFilter<PatientConnection>();
        var gateways = new GatewayConnections();
        client.Services.AddSingleton<IReadiness>(gateways);
        client.Services.AddSingleton(losses);
        client.AddGatewayCountChangedHandler((_, change) =>
        {
            gateways.Connected = change.NumberOfConnectedGateways;
            if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
            {
                losses.Happened();
            }
        });
        if (settings.Dashboard.Enabled)
        {
            client.AddDashboard();
        }
    });

    private static void Name(OrleansCluster cluster, ClusterOptions options) => (cluster.ServiceId, cluster.ClusterId) = (options.ServiceId, options.ClusterId);

    private static void Listen(EndpointOptions options, SiloEndpoints endpoints)
    {
        options.AdvertisedIPAddress = endpoints.Advertised;
        options.SiloPort = endpoints.AdvertisedSiloPort;
        options.GatewayPort = endpoints.AdvertisedGatewayPort;
        options.SiloListeningEndpoint = endpoints.Silo;
        options.GatewayListeningEndpoint = endpoints.Gateway;
    }

    /// <summary>
    /// A silo that says nothing for the time given is dead: three probes in a row have failed, and no message came on any connection for as long as three of the longest probes take.
    /// </summary>
    private static void Watch(ClusterMembershipOptions membership, TimeSpan silence)
    {
        membership.NumMissedProbesLimit = 3;
        membership.ProbeTimeout = silence / 4;
        membership.MinProbeTimeout = silence / 8;
        membership.MaxProbeTimeout = silence / 3;

        // An indirect probe whose intermediary does not answer says nothing, so silos that all lose each other would wait for ever. Two silos must agree on a death anyway.
        membership.EnableIndirectProbes = false;

        // Who slept through being declared dead, or was cut off, finds out this soon after it can read the table again.
        membership.TableRefreshTimeout = silence;
        membership.IAmAliveTablePublishTimeout = silence;
    }

    /// <summary>
    /// The directory that is rebuilt from what the living silos host when one is lost, so that they keep their shards: the older kind closes those that the lost silo had on its list.
    /// Nothing need wait until the lost silo has surely stopped, because two owners of a shard can't both write, whatever a directory says.
    /// </summary>
    private static void AddDirectory(ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
    }
}
