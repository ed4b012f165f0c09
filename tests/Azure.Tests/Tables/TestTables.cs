using Azure.Core;
using Azure.Data.Tables;
using Orleans.Obs.Azure.Tables;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Azure.Tests.Tables;

/// <summary>Tables of a test's own in the shared account, over a network that can lose requests.</summary>
internal sealed class TestTables(AzuriteServer azurite)
{
    private readonly AzureTableOptions _options = new() { ConnectionString = azurite.ConnectionString, TablePrefix = $"t{Guid.NewGuid():N}" };

    public LossyNetwork Network { get; } = new();

    public AzureTable Open(string name) =>
        AzureTable.Open(_options, name, TimeProvider.System, client => client.AddPolicy(Network, HttpPipelinePosition.PerRetry));

    /// <summary>The rows as they are, for a test that looks behind the provider's back.</summary>
    public async Task<Dictionary<string, TableEntity>> RowsAsync(string name)
    {
        var rows = new Dictionary<string, TableEntity>();
        await foreach (TableEntity row in Raw(name).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
        {
            rows.Add($"{row.PartitionKey}|{row.RowKey}", row);
        }

        return rows;
    }

    public TableClient Raw(string name) => new(_options.ConnectionString, _options.TablePrefix + name);

    /// <summary>A row's columns, without those of the service.</summary>
    public static SortedDictionary<string, object> Columns(TableEntity row) => new(
        row.Where(static column => column.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).ToDictionary(static column => column.Key, static column => column.Value),
        StringComparer.Ordinal);
}
