using System.Globalization;
using Azure.Data.Tables;

namespace Orleans.Obs.Azure.Membership;

/// <summary>
/// The rows that carry the membership's version. <c>VersionRow</c> is the one that counts; the two others sort before and behind all silos, so that a read in several pieces can see
/// whether the membership changed between the first and the last.
/// </summary>
internal static class VersionRows
{
    public const string Key = "VersionRow", First = "!Start", Last = "~End";

    private const string Version = "MembershipVersion";

    public static bool IsOne(TableEntity row) => row.RowKey is Key or First or Last;

    /// <summary>The row that counts, and the two around the silos. Those have the status of a living silo, so that nobody cleans them up.</summary>
    public static (TableEntity Version, TableEntity First, TableEntity Last) Of(string clusterId, int version)
    {
        TableEntity first = Row(clusterId, First, version), last = Row(clusterId, Last, version);
        first["Status"] = last["Status"] = nameof(SiloStatus.Active);
        return (Row(clusterId, Key, version), first, last);
    }

    /// <exception cref="FormatException">The row says nothing of a version.</exception>
    public static int VersionOf(TableEntity row) =>
        int.TryParse(row.GetString(Version), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? version
            : throw new FormatException($"membership row {row.PartitionKey}/{row.RowKey} has no version");

    private static TableEntity Row(string clusterId, string key, int version) => new(clusterId, key)
    {
        ["DeploymentId"] = clusterId,
        [Version] = version.ToString(CultureInfo.InvariantCulture),
    };
}
