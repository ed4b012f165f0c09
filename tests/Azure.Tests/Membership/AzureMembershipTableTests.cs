using System.Net;
using Azure.Data.Tables;
using Orleans.Obs.Azure.Membership;
using Orleans.Obs.Azure.Tables;
using Orleans.Obs.Azure.Tests.Tables;
using Orleans.Obs.Testing;
using Orleans.Runtime;

namespace Orleans.Obs.Azure.Tests.Membership;

/// <summary>What the runtime relies on.</summary>
public sealed class AzureMembershipTableTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Cluster = "cluster-1";
    private static readonly DateTime Now = new(2025, 6, 7, 8, 9, 10, DateTimeKind.Utc);
    private static int s_generation;

    private readonly TestTables _tables = new(azurite);
    private AzureTable _table = null!;
    private AzureMembershipTable _members = null!;

    private AzureGatewayList Gateways => new(_table, Cluster, TimeSpan.FromSeconds(5));

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        _table = _tables.Open(AzureMembershipTable.TableName);
        _members = new AzureMembershipTable(_table, Cluster);
        await _members.InitializeMembershipTable(tryInitTableVersion: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_cluster_has_no_silos_and_version_0()
    {
        MembershipTableData data = await _members.ReadAll();

        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
        Assert.NotEmpty(data.Version.VersionEtag);
    }

    [Fact]
    public async Task Initializing_again_changes_nothing()
    {
        MembershipEntry silo = Silo();
        Assert.True(await InsertAsync(silo));
        string before = (await _members.ReadAll()).ToString();

        await new AzureMembershipTable(_table, Cluster).InitializeMembershipTable(tryInitTableVersion: true);

        Assert.Equal(before, (await _members.ReadAll()).ToString());
    }

    [Fact]
    public async Task A_table_without_a_version_is_an_error_and_no_empty_cluster()
    {
        var other = new AzureMembershipTable(_table, "never-initialized");

        await Assert.ThrowsAsync<IOException>(other.ReadAll);
        await Assert.ThrowsAsync<IOException>(() => other.ReadRow(Silo().SiloAddress));
    }

    [Fact]
    public async Task An_inserted_silo_is_read_back_whole_with_the_next_version()
    {
        MembershipEntry silo = Silo();
        silo.SuspectTimes = [Tuple.Create(Silo().SiloAddress, Now.AddSeconds(1)), Tuple.Create(Silo().SiloAddress, Now.AddSeconds(2))];
        silo.RoleName = "role";

        Assert.True(await InsertAsync(silo));

        MembershipTableData all = await _members.ReadAll(), one = await _members.ReadRow(silo.SiloAddress);
        Assert.Equal((1, 1), (all.Version.Version, one.Version.Version));
        Assert.Equal(silo.ToFullString(), Assert.Single(all.Members).Item1.ToFullString());
        Assert.Equal(silo.ToFullString(), Assert.Single(one.Members).Item1.ToFullString());
        Assert.Equal(all.Members[0].Item2, one.Members[0].Item2);
    }

    [Fact]
    public async Task A_silo_that_is_not_there_is_read_as_the_version_alone()
    {
        Assert.True(await InsertAsync(Silo()));

        MembershipTableData data = await _members.ReadRow(Silo().SiloAddress);

        Assert.Empty(data.Members);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task Inserting_with_an_old_version_or_a_silo_that_is_there_fails_and_changes_nothing()
    {
        MembershipEntry silo = Silo();
        TableVersion old = (await _members.ReadAll()).Version.Next();
        Assert.True(await _members.InsertRow(silo, old));
        string before = (await _members.ReadAll()).ToString();

        Assert.False(await _members.InsertRow(silo, old));
        Assert.False(await _members.InsertRow(Silo(), old));
        Assert.False(await _members.InsertRow(silo, (await _members.ReadAll()).Version.Next()));

        Assert.Equal(before, (await _members.ReadAll()).ToString());
    }

    [Fact]
    public async Task An_update_needs_the_silo_its_state_and_the_version()
    {
        MembershipEntry silo = Silo();
        Assert.True(await InsertAsync(silo));
        TableVersion old = (await _members.ReadAll()).Version;
        (string tag, TableVersion version) = await TagAsync(silo);
        silo.Status = SiloStatus.Active;

        Assert.False(await _members.UpdateRow(Silo(), tag, version.Next()));
        Assert.False(await _members.UpdateRow(silo, "another state", version.Next()));
        Assert.True(await _members.UpdateRow(silo, tag, version.Next()));
        Assert.Equal(SiloStatus.Active, Assert.Single((await _members.ReadAll()).Members).Item1.Status);
        Assert.Equal(2, (await _members.ReadAll()).Version.Version);

        (string newTag, TableVersion newVersion) = await TagAsync(silo);
        silo.Status = SiloStatus.ShuttingDown;
        Assert.False(await _members.UpdateRow(silo, newTag, old.Next()));
        Assert.False(await _members.UpdateRow(silo, tag, newVersion.Next()));
        Assert.False(await _members.UpdateRow(silo, tag, old.Next()));
        Assert.Equal(SiloStatus.Active, Assert.Single((await _members.ReadAll()).Members).Item1.Status);
    }

    [Fact]
    public async Task A_change_of_one_silo_spoils_a_change_of_another_that_was_read_before()
    {
        MembershipEntry one = Silo(), other = Silo();
        Assert.True(await InsertAsync(one));
        Assert.True(await InsertAsync(other));
        (string tag, TableVersion version) = await TagAsync(one);
        (string otherTag, TableVersion otherVersion) = await TagAsync(other);
        one.Status = other.Status = SiloStatus.Active;

        Assert.True(await _members.UpdateRow(one, tag, version.Next()));
        Assert.False(await _members.UpdateRow(other, otherTag, otherVersion.Next()));
    }

    [Fact]
    public async Task A_heartbeat_changes_its_time_and_spoils_no_update()
    {
        MembershipEntry silo = Silo();
        Assert.True(await InsertAsync(silo));
        (string tag, TableVersion version) = await TagAsync(silo);

        await _members.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = Now.AddMinutes(7) });

        MembershipTableData data = await _members.ReadAll();
        MembershipEntry found = Assert.Single(data.Members).Item1;
        Assert.Equal(Now.AddMinutes(7), found.IAmAliveTime);
        Assert.Equal(version, data.Version);
        silo.IAmAliveTime = found.IAmAliveTime;
        Assert.Equal(silo.ToFullString(), found.ToFullString());
        silo.Status = SiloStatus.Active;
        Assert.True(await _members.UpdateRow(silo, tag, version.Next()));
    }

    [Fact]
    public async Task A_heartbeat_of_a_silo_that_is_not_there_is_an_error_and_makes_no_row()
    {
        await Assert.ThrowsAsync<IOException>(() => _members.UpdateIAmAlive(Silo()));

        Assert.Empty((await _members.ReadAll()).Members);
    }

    [Fact]
    public async Task Of_many_that_insert_or_update_at_once_each_version_has_one_winner()
    {
        MembershipEntry silo = Silo();
        TableVersion next = (await _members.ReadAll()).Version.Next();
        bool[] inserted = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _members.InsertRow(silo, next)));
        Assert.Single(inserted, static won => won);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            bool won = false;
            while (!won)
            {
                (string tag, TableVersion version) = await TagAsync(silo);
                won = await _members.UpdateRow(silo, tag, version.Next());
            }
        }));

        Assert.Equal(7, (await _members.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task Only_silos_that_are_dead_for_long_are_cleaned_up()
    {
        DateTimeOffset before = new(Now.AddDays(-3));
        MembershipEntry[] silos =
        [
            .. Enum.GetValues<SiloStatus>().Select(static status => Silo(status, Now.AddDays(-10))),
            Silo(SiloStatus.Dead, Now.AddDays(-3)), Silo(SiloStatus.Dead, Now.AddDays(-3).AddSeconds(-1)), Silo(SiloStatus.Dead, Now),
        ];
        MembershipEntry suspectedLately = Silo(SiloStatus.Dead, Now.AddDays(-10));
        suspectedLately.AddSuspector(silos[0].SiloAddress, Now.AddDays(-1));
        foreach (MembershipEntry silo in silos.Append(suspectedLately))
        {
            Assert.True(await InsertAsync(silo));
        }

        TableVersion version = (await _members.ReadAll()).Version;
        await _members.CleanupDefunctSiloEntries(before);

        MembershipTableData left = await _members.ReadAll();
        Assert.Equal(version, left.Version);
        Assert.Equal(
            silos.Append(suspectedLately).Where(silo => silo.Status != SiloStatus.Dead || Latest(silo) >= before).Select(static silo => silo.SiloAddress).Order(),
            left.Members.Select(static member => member.Item1.SiloAddress).Order());

        static DateTime Latest(MembershipEntry silo) => (silo.SuspectTimes ?? []).Select(static vote => vote.Item2).Append(silo.IAmAliveTime).Max();
    }

    [Fact]
    public async Task Clusters_share_a_table_and_know_nothing_of_each_other()
    {
        var other = new AzureMembershipTable(_table, "cluster-2");
        await other.InitializeMembershipTable(tryInitTableVersion: true);
        MembershipEntry silo = Silo();
        Assert.True(await InsertAsync(silo));
        Assert.True(await other.InsertRow(silo, (await other.ReadAll()).Version.Next()));

        await _members.DeleteMembershipTableEntries("cluster-2");

        await Assert.ThrowsAsync<IOException>(other.ReadAll);
        Assert.Single((await _members.ReadAll()).Members);
    }

    [Fact]
    public async Task More_silos_than_one_answer_holds_are_read_as_one_snapshot()
    {
        // The service sends a thousand rows at a time; rows are put there behind the provider's back.
        TableClient raw = _tables.Raw(AzureMembershipTable.TableName);
        foreach (MembershipEntry[] some in Enumerable.Range(0, 1_100).Select(static _ => Silo()).Chunk(100))
        {
            await raw.SubmitTransactionAsync(
                some.Select(silo => new TableTransactionAction(TableTransactionActionType.Add, SiloRow.Of(silo, Cluster))), TestContext.Current.CancellationToken);
        }

        Assert.Equal(1_100, (await _members.ReadAll()).Members.Count);

        // A version that changed between the first row and the last: somebody was at it while we read.
        await raw.UpsertEntityAsync(VersionRows.Of(Cluster, 17).Last, TableUpdateMode.Replace, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(_members.ReadAll);
    }

    [Fact]
    public async Task Clients_are_sent_to_active_silos_with_a_gateway()
    {
        MembershipEntry active = Silo(SiloStatus.Active), withoutGateway = Silo(SiloStatus.Active);
        withoutGateway.ProxyPort = 0;
        foreach (MembershipEntry silo in (MembershipEntry[])[active, withoutGateway, Silo(SiloStatus.Joining), Silo(SiloStatus.Dead), Silo(SiloStatus.ShuttingDown)])
        {
            Assert.True(await InsertAsync(silo));
        }

        Uri gateway = Assert.Single(await Gateways.GetGateways());

        Assert.Equal($"gwy.tcp://10.0.0.1:30000/{active.SiloAddress.Generation}", gateway.ToString());
        Assert.Equal(TimeSpan.FromSeconds(5), Gateways.MaxStaleness);
    }

    [Theory]
    [InlineData(Loss.OfRequest)]
    [InlineData(Loss.OfReply)]
    [InlineData(Loss.Throttled)]
    public async Task Changes_get_through_a_lossy_network_once(Loss loss)
    {
        MembershipEntry silo = Silo();
        TableVersion version = (await _members.ReadAll()).Version;
        _tables.Network.Next(loss);
        Assert.True(await _members.InsertRow(silo, version.Next()));

        (string tag, version) = await TagAsync(silo);
        silo.Status = SiloStatus.Active;
        TableEntity? before = await _table.FindAsync(Cluster, SiloRow.KeyOf(silo.SiloAddress), TestContext.Current.CancellationToken);
        Assert.NotNull(before);
        _tables.Network.Next(loss);
        Assert.True(await _members.UpdateRow(silo, tag, version.Next()));
        _tables.Network.Next(loss);
        await _members.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = Now.AddMinutes(1) });

        Assert.Equal(2, (await _members.ReadAll()).Version.Version);
        Assert.Equal(0, _tables.Network.Pending);
    }

    [Fact]
    public async Task A_lost_reply_does_not_make_a_real_conflict_a_success()
    {
        MembershipEntry silo = Silo(), other = Silo();
        TableVersion version = (await _members.ReadAll()).Version;
        Assert.True(await InsertAsync(other));

        _tables.Network.Next(Loss.OfReply);
        Assert.False(await _members.InsertRow(silo, version.Next()));

        Assert.Equal(other.SiloAddress, Assert.Single((await _members.ReadAll()).Members).Item1.SiloAddress);
    }

    [Fact]
    public async Task A_service_that_stays_away_is_an_error()
    {
        for (int i = 0; i < 5; i++)
        {
            _tables.Network.Next(Loss.Throttled);
        }

        Assert.Contains("busy", (await Assert.ThrowsAsync<IOException>(_members.ReadAll)).Message, StringComparison.Ordinal);
    }

    private static MembershipEntry Silo(SiloStatus status = SiloStatus.Joining, DateTime? heard = null) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(new IPAddress([10, 0, 0, 1]), 11111), Interlocked.Increment(ref s_generation)),
        HostName = "host",
        SiloName = "silo",
        Status = status,
        ProxyPort = 30000,
        StartTime = heard ?? Now,
        IAmAliveTime = heard ?? Now,
    };

    private async Task<bool> InsertAsync(MembershipEntry silo) => await _members.InsertRow(silo, (await _members.ReadAll()).Version.Next());

    private async Task<(string Tag, TableVersion Version)> TagAsync(MembershipEntry silo)
    {
        MembershipTableData data = await _members.ReadRow(silo.SiloAddress);
        return (Assert.Single(data.Members).Item2, data.Version);
    }
}
