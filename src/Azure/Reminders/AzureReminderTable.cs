using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Azure.Tables;

namespace Orleans.Obs.Azure.Reminders;

/// <summary>The reminders of a service in one table, laid out as Orleans' own provider does it: a grain's reminders share a partition that is named by the grain's hash.</summary>
internal sealed partial class AzureReminderTable(AzureTable table, string serviceId, string clusterId, ILogger<AzureReminderTable> logger) : IReminderTable
{
    public const string TableName = "OrleansReminders";

    /// <summary>A silo must not come up with reminders that can't be read.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => await table.CreateAsync(cancellationToken);

    public async Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        (string partition, string from, string to) = (ReminderRow.PartitionOf(serviceId, grainId.GetUniformHashCode()), ReminderRow.KeyOf(grainId, ""), TableRow.ToKey(grainId.ToString()) + '.');
        ReminderTableData found = await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {to}"));

        // Sanitised keys of different grains can be alike.
        return new ReminderTableData(found.Reminders.Where(reminder => reminder.GrainId == grainId));
    }

    /// <summary>Hashes in (begin, end]; from begin on over the top to end when begin is not the smaller one.</summary>
    public Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        string after = ReminderRow.PartitionOf(serviceId, begin), upTo = ReminderRow.PartitionOf(serviceId, end);
        string bottom = TableRow.ToKey(serviceId) + '_', top = TableRow.ToKey(serviceId) + (char)('_' + 1);
        return ReadAsync(
            begin < end ? TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey le {upTo}")
            : begin == end ? TableClient.CreateQueryFilter($"PartitionKey gt {bottom} and PartitionKey lt {top}")
            : TableClient.CreateQueryFilter($"(PartitionKey gt {bottom} and PartitionKey le {upTo}) or (PartitionKey gt {after} and PartitionKey lt {top})"));
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await table.FindAsync(ReminderRow.PartitionOf(serviceId, grainId.GetUniformHashCode()), ReminderRow.KeyOf(grainId, reminderName), CancellationToken.None) is { } row
            ? ReminderRow.Read(row)
            : null;

    public async Task<string?> UpsertRow(ReminderEntry entry) =>
        (await table.UpsertAsync(ReminderRow.Of(entry, serviceId, clusterId), CancellationToken.None)).ToString();

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => await table.DeleteAsync(
        ReminderRow.PartitionOf(serviceId, grainId.GetUniformHashCode()), ReminderRow.KeyOf(grainId, reminderName), new ETag(eTag), CancellationToken.None);

    public async Task TestOnlyClearTable()
    {
        (List<TableEntity> rows, _) = await table.QueryAsync(
            TableClient.CreateQueryFilter($"ServiceId eq {serviceId} and DeploymentId eq {clusterId}"), CancellationToken.None);
        foreach (IGrouping<string, TableEntity> partition in rows.GroupBy(static row => row.PartitionKey))
        {
            await table.DeleteAllAsync(partition, CancellationToken.None);
        }
    }

    private async Task<ReminderTableData> ReadAsync(string filter)
    {
        (List<TableEntity> rows, _) = await table.QueryAsync(filter, CancellationToken.None);
        List<ReminderEntry> reminders = [];
        foreach (TableEntity row in rows.Where(row => row.GetString(ReminderRow.ServiceId) == serviceId))
        {
            try
            {
                reminders.Add(ReminderRow.Read(row));
            }
            catch (FormatException malformed)
            {
                // One bad row must not keep all others from ticking.
                LogMalformed(malformed.Message);
            }
        }

        return new ReminderTableData(reminders);
    }

    [LoggerMessage(3001, LogLevel.Error, "Left out {Reason}")]
    private partial void LogMalformed(string reason);
}
