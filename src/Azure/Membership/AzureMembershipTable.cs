using Azure;
using Azure.Data.Tables;
using Orleans.Obs.Azure.Tables;

namespace Orleans.Obs.Azure.Membership;

/// <summary>
/// The silos of a cluster as rows of one partition of a table, laid out as Orleans' own provider does it. Every change writes a silo's row and the version rows in one transaction that
/// holds only if the version is still the one that was read; a heartbeat touches one column and no version. A table that can't be read is an error and never an empty cluster.
/// </summary>
internal sealed class AzureMembershipTable(AzureTable table, string clusterId) : IMembershipTable
{
    public const string TableName = "OrleansSiloInstances";

    private const int SnapshotAttempts = 10;

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        await table.CreateAsync(CancellationToken.None);
        if (tryInitTableVersion)
        {
            (TableEntity version, TableEntity first, TableEntity last) = VersionRows.Of(clusterId, version: 0);
            await table.TryCommitAsync([Add(version), Add(first), Add(last)], CancellationToken.None);
        }
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        string row = SiloRow.KeyOf(key);
        (List<TableEntity> rows, _) = await table.QueryAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {clusterId} and (RowKey eq {row} or RowKey eq {VersionRows.Key})"), CancellationToken.None);
        return Data(rows);
    }

    public async Task<MembershipTableData> ReadAll()
    {
        for (int attempt = 1; ; attempt++)
        {
            (List<TableEntity> rows, int pages) = await table.QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), CancellationToken.None);
            if (pages <= 1 || IsSnapshot(rows))
            {
                return Data(rows);
            }

            if (attempt == SnapshotAttempts)
            {
                throw new IOException($"the membership of cluster {clusterId} changed during each of {attempt} reads");
            }
        }
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => CommitAsync(Add(SiloRow.Of(entry, clusterId)), tableVersion);

    public async Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        // Whatever else changes the row changes the version too, so the row's state need not be a condition of the transaction a second time.
        TableEntity? current = await table.FindAsync(clusterId, SiloRow.KeyOf(entry.SiloAddress), CancellationToken.None);
        return current is not null
            && SiloRow.ETagOf(current) == etag
            && await CommitAsync(new TableTransactionAction(TableTransactionActionType.UpdateReplace, SiloRow.Of(entry, clusterId), ETag.All), tableVersion);
    }

    public async Task UpdateIAmAlive(MembershipEntry entry) => await table.MergeAsync(SiloRow.HeartbeatOf(entry, clusterId), CancellationToken.None);

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        (List<TableEntity> rows, _) = await table.QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), CancellationToken.None);
        await table.DeleteAllAsync(
            rows.Where(row => !VersionRows.IsOne(row) && SiloRow.Read(row) is { Status: SiloStatus.Dead } silo && SiloRow.LastHeardOf(silo) < beforeDate.UtcDateTime), CancellationToken.None);
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        (List<TableEntity> rows, _) = await table.QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), CancellationToken.None);
        await table.DeleteAllAsync(rows, CancellationToken.None);
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static bool IsSnapshot(List<TableEntity> rows) =>
        rows is [{ RowKey: VersionRows.First } first, .., { RowKey: VersionRows.Last } last] && VersionRows.VersionOf(first) == VersionRows.VersionOf(last);

    private async Task<bool> CommitAsync(TableTransactionAction change, TableVersion next)
    {
        (TableEntity version, TableEntity first, TableEntity last) = VersionRows.Of(clusterId, next.Version);
        return await table.TryCommitAsync(
            [
                change,
                new TableTransactionAction(TableTransactionActionType.UpdateReplace, version, new ETag(next.VersionEtag)),
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, first),
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, last),
            ],
            CancellationToken.None);
    }

    private MembershipTableData Data(List<TableEntity> rows)
    {
        TableEntity version = rows.Find(static row => row.RowKey == VersionRows.Key) ?? throw new IOException($"cluster {clusterId} has no version in table {table.Name}");
        return new MembershipTableData(
            [.. rows.Where(static row => !VersionRows.IsOne(row)).Select(static row => Tuple.Create(SiloRow.Read(row), SiloRow.ETagOf(row)))],
            new TableVersion(VersionRows.VersionOf(version), version.ETag.ToString()));
    }
}
