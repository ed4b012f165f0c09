using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Obs.Azure.Membership;
using Orleans.Obs.Azure.Reminders;
using Orleans.Obs.Azure.Tables;

namespace Orleans.Obs.Azure.Hosting;

/// <summary>How silos and clients find each other through tables of a storage account, and where reminders are kept.</summary>
public static class AzureClustering
{
    /// <summary>Joins the cluster that <see cref="ClusterOptions"/> names, and keeps its reminders. The host registers <see cref="TimeProvider"/>.</summary>
    public static ISiloBuilder UseAzureTables(this ISiloBuilder silo, AzureTableOptions options)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddSingleton<IMembershipTable>(services => new AzureMembershipTable(
            Table(services, options, AzureMembershipTable.TableName), Cluster(services).ClusterId));
        silo.Services.AddReminders();
        silo.Services.AddSingleton<IReminderTable>(services => new AzureReminderTable(
            Table(services, options, AzureReminderTable.TableName), Cluster(services).ServiceId, Cluster(services).ClusterId, services.GetRequiredService<ILogger<AzureReminderTable>>()));
        return silo;
    }

    /// <summary>
    /// Connects to the gateways of the cluster that <see cref="ClusterOptions"/> names, and says when one of them is not on the list any more. The host registers <see cref="TimeProvider"/>.
    /// </summary>
    public static IClientBuilder UseAzureTables(this IClientBuilder client, AzureTableOptions options, Action? gatewayGone = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddSingleton<IGatewayListProvider>(services => new AzureGatewayList(
            Table(services, options, AzureMembershipTable.TableName),
            Cluster(services).ClusterId,
            services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod,
            gatewayGone));
        return client;
    }

    private static AzureTable Table(IServiceProvider services, AzureTableOptions options, string name) =>
        AzureTable.Open(options, name, services.GetRequiredService<TimeProvider>());

    private static ClusterOptions Cluster(IServiceProvider services) => services.GetRequiredService<IOptions<ClusterOptions>>().Value;
}
