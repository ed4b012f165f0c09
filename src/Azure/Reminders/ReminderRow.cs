using System.Globalization;
using Azure.Data.Tables;
using Orleans.Obs.Azure.Tables;

namespace Orleans.Obs.Azure.Reminders;

/// <summary>
/// One reminder as a row, in the columns of Orleans' own provider for Azure tables. The partition ends with the grain's hash in eight hex digits, so that a range of hashes is a range
/// of partitions.
/// </summary>
internal static class ReminderRow
{
    public const string ServiceId = "ServiceId", DeploymentId = "DeploymentId";

    public static string PartitionOf(string serviceId, uint hash) => TableRow.ToKey(string.Create(CultureInfo.InvariantCulture, $"{serviceId}_{hash:X8}"));

    public static string KeyOf(GrainId grain, string reminder) => TableRow.ToKey($"{grain}-{reminder}");

    public static TableEntity Of(ReminderEntry reminder, string serviceId, string clusterId)
    {
        uint hash = reminder.GrainId.GetUniformHashCode();
        return new TableEntity(PartitionOf(serviceId, hash), KeyOf(reminder.GrainId, reminder.ReminderName))
        {
            ["GrainReference"] = reminder.GrainId.ToString(),
            ["ReminderName"] = reminder.ReminderName,
            [ServiceId] = serviceId,
            [DeploymentId] = clusterId,
            ["StartAt"] = LogFormatter.PrintDate(reminder.StartAt),
            ["Period"] = reminder.Period.ToString("c", CultureInfo.InvariantCulture),
            ["GrainRefConsistentHash"] = hash.ToString("X8", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The reminder of a row.</summary>
    /// <exception cref="FormatException">The row is no reminder's; the message names it.</exception>
    public static ReminderEntry Read(TableEntity row)
    {
        try
        {
            return new ReminderEntry
            {
                GrainId = GrainId.Parse(row.GetString("GrainReference")),
                ReminderName = row.GetString("ReminderName"),
                StartAt = LogFormatter.ParseDate(row.GetString("StartAt")),
                Period = TimeSpan.Parse(row.GetString("Period"), CultureInfo.InvariantCulture),
                ETag = row.ETag.ToString(),
            };
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"reminder row {row.PartitionKey}/{row.RowKey}: {malformed.Message}", malformed);
        }
    }
}
