using Azure.Data.Tables;
using Orleans.Messaging;
using Orleans.Obs.Azure.Tables;

namespace Orleans.Obs.Azure.Membership;

/// <summary>Where clients can connect: the silos of the membership table that are active and have a gateway.</summary>
internal sealed class AzureGatewayList(AzureTable table, string clusterId, TimeSpan maxStaleness, Action? gone = null) : IGatewayListProvider
{
    private volatile Uri[] _last = [];

    public TimeSpan MaxStaleness { get; } = maxStaleness;

    [Obsolete("Required by the interface; every list is refreshed.")]
    public bool IsUpdatable => true;

    public async Task InitializeGatewayListProvider() => await table.CreateAsync(CancellationToken.None);

    public async Task<IList<Uri>> GetGateways()
    {
        (List<TableEntity> rows, _) = await table.QueryAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {clusterId} and Status eq {nameof(SiloStatus.Active)} and ProxyPort ne {"0"}"), CancellationToken.None);
        Uri[] gateways =
        [
            .. rows.Where(static row => !VersionRows.IsOne(row)).Select(SiloRow.Read).Where(static silo => silo is { Status: SiloStatus.Active, ProxyPort: > 0 })
                .Select(static silo => SiloAddress.New(silo.SiloAddress.Endpoint.Address, silo.ProxyPort, silo.SiloAddress.Generation).ToGatewayUri()),
        ];
        bool isGone = _last.Except(gateways).Any();
        _last = gateways;
        if (isGone)
        {
            gone?.Invoke();
        }

        return gateways;
    }
}
