using System.Net;
using Azure.Data.Tables;
using Orleans.Obs.Azure.Membership;
using Orleans.Obs.Azure.Tests.Tables;
using Orleans.Obs.Testing;
using Orleans.Runtime;

namespace Orleans.Obs.Azure.Tests.Membership;

/// <summary>The rows are those that Microsoft.Orleans.Clustering.AzureStorage writes and reads, column by column.</summary>
public sealed class OfficialMembershipLayoutTests(AzuriteServer azurite)
{
    private const string Table = "OrleansSiloInstances";
    private static readonly SiloAddress Address = SiloAddress.New(new IPEndPoint(new IPAddress([10, 1, 2, 3]), 11111), 123456789);

    [Fact]
    public async Task Every_change_writes_the_official_rows()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        var tables = new TestTables(azurite);
        var members = new AzureMembershipTable(tables.Open(AzureMembershipTable.TableName), "prod");
        await members.InitializeMembershipTable(tryInitTableVersion: true);
        AssertVersion("0", await tables.RowsAsync(Table));

        var silo = new MembershipEntry
        {
            SiloAddress = Address,
            HostName = "host-1",
            SiloName = "Silo_1",
            Status = SiloStatus.Joining,
            ProxyPort = 30000,
            StartTime = new DateTime(2025, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc),
            IAmAliveTime = new DateTime(2025, 1, 2, 3, 4, 6, DateTimeKind.Utc),
        };
        Assert.True(await members.InsertRow(silo, (await members.ReadAll()).Version.Next()));

        Dictionary<string, TableEntity> rows = await tables.RowsAsync(Table);
        Assert.Equal(["prod|!Start", "prod|10.1.2.3-11111-123456789", "prod|VersionRow", "prod|~End"], rows.Keys.Order(StringComparer.Ordinal));
        AssertVersion("1", rows);
        var expected = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["Address"] = "10.1.2.3",
            ["DeploymentId"] = "prod",
            ["FaultZone"] = "0",
            ["Generation"] = "123456789",
            ["HostName"] = "host-1",
            ["IAmAliveTime"] = "2025-01-02 03:04:06.000 GMT",
            ["InstanceName"] = "Silo_1",
            ["Port"] = "11111",
            ["ProxyPort"] = "30000",
            ["SiloName"] = "Silo_1",
            ["StartTime"] = "2025-01-02 03:04:05.678 GMT",
            ["Status"] = "Joining",
            ["SuspectingSilos"] = "",
            ["SuspectingTimes"] = "",
            ["UpdateZone"] = "0",
        };
        Assert.Equal(expected, TestTables.Columns(rows["prod|10.1.2.3-11111-123456789"]));

        silo.Status = SiloStatus.Dead;
        silo.AddSuspector(SiloAddress.New(new IPEndPoint(new IPAddress([10, 1, 2, 4]), 11111), 1), new DateTime(2025, 1, 2, 4, 0, 0, DateTimeKind.Utc));
        silo.AddSuspector(SiloAddress.New(new IPEndPoint(new IPAddress([10, 1, 2, 5]), 11112), 2), new DateTime(2025, 1, 2, 4, 0, 1, DateTimeKind.Utc));
        MembershipTableData data = await members.ReadRow(Address);
        Assert.True(await members.UpdateRow(silo, data.Members[0].Item2, data.Version.Next()));

        rows = await tables.RowsAsync(Table);
        AssertVersion("2", rows);
        expected["Status"] = "Dead";
        expected["SuspectingSilos"] = "10.1.2.4:11111@1|10.1.2.5:11112@2";
        expected["SuspectingTimes"] = "2025-01-02 04:00:00.000 GMT|2025-01-02 04:00:01.000 GMT";
        Assert.Equal(expected, TestTables.Columns(rows["prod|10.1.2.3-11111-123456789"]));

        await members.UpdateIAmAlive(new MembershipEntry { SiloAddress = Address, IAmAliveTime = new DateTime(2025, 1, 2, 5, 0, 0, DateTimeKind.Utc) });

        rows = await tables.RowsAsync(Table);
        AssertVersion("2", rows);
        expected["IAmAliveTime"] = "2025-01-02 05:00:00.000 GMT";
        Assert.Equal(expected, TestTables.Columns(rows["prod|10.1.2.3-11111-123456789"]));
    }

    [Fact]
    public async Task Rows_that_another_provider_wrote_are_read()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        var tables = new TestTables(azurite);
        var members = new AzureMembershipTable(tables.Open(AzureMembershipTable.TableName), "prod");
        await members.InitializeMembershipTable(tryInitTableVersion: true);
        var old = new TableEntity("prod", "fe80::1-22222-5")
        {
            ["DeploymentId"] = "prod", ["Address"] = "fe80::1", ["Port"] = "22222", ["Generation"] = "5", ["HostName"] = "h", ["Status"] = "Active", ["ProxyPort"] = "40000",
            ["InstanceName"] = "old", ["RoleName"] = "r", ["SuspectingSilos"] = "10.1.2.4:11111@1", ["SuspectingTimes"] = "2025-01-02 04:00:00.000 GMT",
            ["StartTime"] = "2025-01-02 03:04:05.678 GMT",
        };
        await tables.Raw(Table).AddEntityAsync(old, TestContext.Current.CancellationToken);

        MembershipEntry silo = Assert.Single((await members.ReadAll()).Members).Item1;

        Assert.Equal(SiloAddress.New(new IPEndPoint(IPAddress.Parse("fe80::1"), 22222), 5), silo.SiloAddress);
        Assert.Equal(("old", "r", "h", 40000, SiloStatus.Active), (silo.SiloName, silo.RoleName, silo.HostName, silo.ProxyPort, silo.Status));
        Assert.Equal(Tuple.Create(SiloAddress.New(new IPEndPoint(new IPAddress([10, 1, 2, 4]), 11111), 1), new DateTime(2025, 1, 2, 4, 0, 0)), Assert.Single(silo.SuspectTimes!));
    }

    private static void AssertVersion(string version, Dictionary<string, TableEntity> rows)
    {
        Assert.Equal(new SortedDictionary<string, object>(StringComparer.Ordinal) { ["DeploymentId"] = "prod", ["MembershipVersion"] = version }, TestTables.Columns(rows["prod|VersionRow"]));
        foreach (string fence in (string[])["prod|!Start", "prod|~End"])
        {
            Assert.Equal(
                new SortedDictionary<string, object>(StringComparer.Ordinal) { ["DeploymentId"] = "prod", ["MembershipVersion"] = version, ["Status"] = "Active" },
                TestTables.Columns(rows[fence]));
        }
    }
}
