using Azure;
using Azure.Data.Tables;

namespace Orleans.Obs.Azure.Tables;

/// <summary>
/// One table, with the few operations that the cluster needs. Each says as a value what a caller must tell apart, and repeats what failed for a reason that passes. A conflict that
/// comes after a request whose reply was lost is looked into: when the rows are as the request would have left them, it was carried out.
/// </summary>
internal sealed class AzureTable
{
    /// <summary>What a transaction takes at most.</summary>
    public const int MaxTransaction = 100;

    private readonly TableClient _table;
    private readonly AzureRequests _requests;

    internal AzureTable(TableClient table, TimeProvider time) => (_table, _requests) = (table, new AzureRequests(time));

    public string Name => _table.Name;

    public static AzureTable Open(AzureTableOptions options, string name, TimeProvider time, Action<TableClientOptions>? configure = null)
    {
        var client = new TableClientOptions();
        client.Retry.MaxRetries = 0;
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        configure?.Invoke(client);
        string table = options.TablePrefix + name;
        if (options.ConnectionString is { } connection)
        {
            return new AzureTable(new TableClient(connection, table, client), time);
        }

        Uri account = options.AccountUri ?? throw new ArgumentException("give a connection string or the account's address", nameof(options));
        return new AzureTable(new TableClient(account, table, AzureSignIn.As(options.ManagedIdentityClientId), client), time);
    }

    /// <summary>Makes sure that the table exists and can be read.</summary>
    public async ValueTask CreateAsync(CancellationToken cancellationToken) => await RunAsync(
        async _ =>
        {
            await _table.CreateIfNotExistsAsync(cancellationToken);
            await foreach (Page<TableEntity> page in _table.QueryAsync<TableEntity>(filter: (string?)null, maxPerPage: 1, cancellationToken: cancellationToken).AsPages())
            {
                return page.Values.Count;
            }

            return 0;
        },
        cancellationToken);

    /// <summary>One row; null when there is none.</summary>
    public ValueTask<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
        RunAsync<TableEntity?>(_ => FindOnceAsync(partition, row, cancellationToken), cancellationToken);

    /// <summary>The rows that a filter selects, and in how many pieces the service sent them: more than one are no snapshot.</summary>
    public ValueTask<(List<TableEntity> Rows, int Pages)> QueryAsync(string filter, CancellationToken cancellationToken) => RunAsync(
        async _ =>
        {
            (List<TableEntity> rows, int pages) = ([], 0);
            await foreach (Page<TableEntity> page in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).AsPages())
            {
                rows.AddRange(page.Values);
                pages++;
            }

            return (rows, pages);
        },
        cancellationToken);

    /// <summary>Writes a row whatever stood there; returns its new ETag.</summary>
    public ValueTask<ETag> UpsertAsync(TableEntity row, CancellationToken cancellationToken) => RunAsync(
        async _ => (await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken)).Headers.ETag ?? default, cancellationToken);

    /// <summary>Changes the columns given of a row that exists, whoever changed it last.</summary>
    public async ValueTask MergeAsync(TableEntity columns, CancellationToken cancellationToken) => await RunAsync(
        async _ => await _table.UpdateEntityAsync(columns, ETag.All, TableUpdateMode.Merge, cancellationToken), cancellationToken);

    /// <summary>Deletes a row that still has the ETag; false when it has not, or is gone.</summary>
    public ValueTask<bool> DeleteAsync(string partition, string row, ETag expected, CancellationToken cancellationToken) => RunAsync(
        async repeated =>
        {
            try
            {
                // The client calls a missing row a success of status 404.
                Response response = await _table.DeleteEntityAsync(partition, row, expected, cancellationToken);
                return response.Status != 404 || repeated;
            }
            catch (RequestFailedException conflict) when (IsConflict(conflict))
            {
                return repeated && conflict.Status == 404;
            }
        },
        cancellationToken);

    /// <summary>Carries out all of the actions, or none and returns false because one of them met something else than it expected.</summary>
    public ValueTask<bool> TryCommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken) => RunAsync(
        async repeated =>
        {
            try
            {
                await _table.SubmitTransactionAsync(actions, cancellationToken);
                return true;
            }
            catch (RequestFailedException conflict) when (IsConflict(conflict))
            {
                return repeated && await AreCarriedOutAsync(actions, cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>Deletes rows of one partition; those that somebody else deleted or changed meanwhile are let be.</summary>
    public async ValueTask DeleteAllAsync(IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (TableEntity[] chunk in rows.Chunk(MaxTransaction))
        {
            TableTransactionAction[] deletions = [.. chunk.Select(static row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag))];
            if (await TryCommitAsync(deletions, cancellationToken))
            {
                continue;
            }

            foreach (TableEntity row in chunk)
            {
                await DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            }
        }
    }

    private static bool IsConflict(RequestFailedException failure) => failure.Status is 404 or 409 or 412;

    /// <summary>Do all rows stand as the actions would have left them?</summary>
    private async Task<bool> AreCarriedOutAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        foreach (TableTransactionAction action in actions)
        {
            TableEntity wanted = (TableEntity)action.Entity;
            TableEntity? found = await FindOnceAsync(wanted.PartitionKey, wanted.RowKey, cancellationToken);
            bool done = action.ActionType == TableTransactionActionType.Delete ? found is null : found is not null && TableRow.HasColumnsOf(found, wanted);
            if (!done)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<TableEntity?> FindOnceAsync(string partition, string row, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> found = await _table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private ValueTask<T> RunAsync<T>(Func<bool, Task<T>> request, CancellationToken cancellationToken) =>
        _requests.RunAsync(request, failure => new IOException($"table {Name}: {failure.Message}", failure), cancellationToken);
}
