using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Text;
using Azure.Data.Tables;
using Orleans.Obs.Azure.Tables;

namespace Orleans.Obs.Azure.Membership;

/// <summary>
/// One silo as a row of the membership table, in the columns of Orleans' own provider for Azure tables: everything is text, lists are joined with <c>|</c>, and some columns are
/// written only because old versions read them.
/// </summary>
internal static class SiloRow
{
    private const string IAmAliveTime = "IAmAliveTime";
    private const char Separator = '|';

    public static string KeyOf(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity Of(MembershipEntry entry, string clusterId)
    {
        IEnumerable<Tuple<SiloAddress, DateTime>> suspicions = entry.SuspectTimes ?? [];
        var row = new TableEntity(clusterId, KeyOf(entry.SiloAddress))
        {
            ["DeploymentId"] = clusterId,
            ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = Text(entry.SiloAddress.Endpoint.Port),
            ["Generation"] = Text(entry.SiloAddress.Generation),
            ["HostName"] = entry.HostName,
            ["Status"] = entry.Status.ToString(),
            ["ProxyPort"] = Text(entry.ProxyPort),
            ["SiloName"] = entry.SiloName,
            ["InstanceName"] = entry.SiloName,
            ["UpdateZone"] = Text(entry.UpdateZone),
            ["FaultZone"] = Text(entry.FaultZone),
            ["SuspectingSilos"] = string.Join(Separator, suspicions.Select(static suspicion => suspicion.Item1.ToParsableString())),
            ["SuspectingTimes"] = string.Join(Separator, suspicions.Select(static suspicion => LogFormatter.PrintDate(suspicion.Item2))),
            ["StartTime"] = LogFormatter.PrintDate(entry.StartTime),
            [IAmAliveTime] = LogFormatter.PrintDate(entry.IAmAliveTime),
        };
        if (entry.RoleName is { } role)
        {
            row["RoleName"] = role;
        }

        return row;
    }

    /// <summary>The columns that a heartbeat changes.</summary>
    public static TableEntity HeartbeatOf(MembershipEntry entry, string clusterId) => new(clusterId, KeyOf(entry.SiloAddress))
    {
        ["DeploymentId"] = clusterId,
        [IAmAliveTime] = LogFormatter.PrintDate(entry.IAmAliveTime),
    };

    /// <summary>Stands for what a row says, heartbeats apart: a silo that lives must not spoil the changes of those who read it a moment ago.</summary>
    public static string ETagOf(TableEntity row)
    {
        var hash = new XxHash128();
        foreach ((string name, object value) in row.Where(static column => column.Value is string && column.Key is not (IAmAliveTime or TableRow.ETag)).OrderBy(static column => column.Key, StringComparer.Ordinal))
        {
            hash.Append(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>The silo of a row.</summary>
    /// <exception cref="FormatException">The row is no silo's; the message names it.</exception>
    public static MembershipEntry Read(TableEntity row)
    {
        try
        {
            string[] silos = Split(row, "SuspectingSilos"), times = Split(row, "SuspectingTimes");
            if (silos.Length != times.Length)
            {
                throw new FormatException($"{silos.Length} suspecting silos with {times.Length} times");
            }

            var entry = new MembershipEntry
            {
                SiloAddress = SiloAddress.New(IPAddress.Parse(row.GetString("Address")), Number(row, "Port"), Number(row, "Generation")),
                HostName = row.GetString("HostName"),
                Status = Enum.Parse<SiloStatus>(row.GetString("Status")),
                ProxyPort = Number(row, "ProxyPort"),
                RoleName = row.GetString("RoleName"),
                SiloName = row.GetString("SiloName") ?? row.GetString("InstanceName"),
                UpdateZone = Number(row, "UpdateZone"),
                FaultZone = Number(row, "FaultZone"),
                StartTime = Time(row, "StartTime"),
                IAmAliveTime = Time(row, IAmAliveTime),
            };
            foreach ((string silo, string time) in silos.Zip(times))
            {
                entry.AddSuspector(SiloAddress.FromParsableString(silo), LogFormatter.ParseDate(time));
            }

            return entry;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"membership row {row.PartitionKey}/{row.RowKey}: {malformed.Message}", malformed);
        }
    }

    /// <summary>When the silo was last heard of, by itself or by others.</summary>
    public static DateTime LastHeardOf(MembershipEntry entry) =>
        (entry.SuspectTimes ?? []).Select(static suspicion => suspicion.Item2).Append(entry.StartTime).Append(entry.IAmAliveTime).Max();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } text ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;

    private static DateTime Time(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? LogFormatter.ParseDate(text) : default;

    private static string[] Split(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } list ? list.Split(Separator) : [];
}
