using Azure.Data.Tables;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Obs.Azure.Reminders;
using Orleans.Obs.Azure.Tests.Tables;
using Orleans.Obs.Testing;
using Orleans.Runtime;

namespace Orleans.Obs.Azure.Tests.Reminders;

/// <summary>What the runtime relies on, and the rows of Microsoft.Orleans.Reminders.AzureStorage.</summary>
public sealed class AzureReminderTableTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Table = "OrleansReminders";
    private static readonly DateTime Start = new(2025, 6, 7, 8, 9, 10, 111, DateTimeKind.Utc);

    private readonly TestTables _tables = new(azurite);
    private AzureReminderTable _reminders = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        _reminders = Open("service", "cluster");
        await _reminders.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_reminder_is_read_back_and_removed_by_its_ETag()
    {
        ReminderEntry reminder = Reminder(NewGrain(), "foo/bar\\#b_a_z?");
        string? first = await _reminders.UpsertRow(reminder);

        ReminderEntry? read = await _reminders.ReadRow(reminder.GrainId, reminder.ReminderName);
        Assert.NotNull(read);
        Assert.Equal((reminder.GrainId, reminder.ReminderName, Start, reminder.Period, first), (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));

        reminder.StartAt = Start.AddMinutes(1);
        string? second = await _reminders.UpsertRow(reminder);
        Assert.NotEqual(first, second);
        Assert.False(await _reminders.RemoveRow(reminder.GrainId, reminder.ReminderName, first!));
        Assert.False(await _reminders.RemoveRow(reminder.GrainId, "another", second!));
        Assert.True(await _reminders.RemoveRow(reminder.GrainId, reminder.ReminderName, second!));
        Assert.False(await _reminders.RemoveRow(reminder.GrainId, reminder.ReminderName, second!));
        Assert.Null(await _reminders.ReadRow(reminder.GrainId, reminder.ReminderName));
    }

    [Fact]
    public async Task Upserts_at_once_all_succeed_with_ETags_of_their_own()
    {
        GrainId grain = NewGrain();
        string?[] tags = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => _reminders.UpsertRow(Reminder(grain, "same", Start.AddSeconds(i)))));

        Assert.Equal(5, tags.Distinct().Count());
    }

    [Fact]
    public async Task A_grain_gets_its_own_reminders()
    {
        GrainId grain = NewGrain(), other = NewGrain();
        await _reminders.UpsertRow(Reminder(grain, "a"));
        await _reminders.UpsertRow(Reminder(grain, "b"));
        await _reminders.UpsertRow(Reminder(other, "a"));

        Assert.Equal(["a", "b"], (await _reminders.ReadRows(grain)).Reminders.Select(static reminder => reminder.ReminderName).Order());
    }

    [Fact]
    public async Task A_range_of_hashes_is_open_below_closed_above_and_wraps_around()
    {
        GrainId[] grains = [.. Enumerable.Range(0, 40).Select(static _ => NewGrain())];
        await Task.WhenAll(grains.Select(grain => _reminders.UpsertRow(Reminder(grain, "r"))));
        uint[] hashes = [.. grains.Select(static grain => grain.GetUniformHashCode())];
        var random = new Random(1);

        // Bounds are often hashes that are there.
        foreach (int _ in Enumerable.Range(0, 40))
        {
            uint begin = Bound(), end = Bound();
            IEnumerable<uint> expected = begin < end ? hashes.Where(hash => hash > begin && hash <= end)
                : begin == end ? hashes
                : hashes.Where(hash => hash > begin || hash <= end);
            Assert.Equal(expected.Order(), (await _reminders.ReadRows(begin, end)).Reminders.Select(static reminder => reminder.GrainId.GetUniformHashCode()).Order());
        }

        Assert.Equal(40, (await _reminders.ReadRows(0, uint.MaxValue)).Reminders.Count);

        uint Bound() => random.Next(2) == 0 ? hashes[random.Next(hashes.Length)] : (uint)random.NextInt64(uint.MaxValue);
    }

    [Fact]
    public async Task Services_share_a_table_and_know_nothing_of_each_other()
    {
        AzureReminderTable other = Open("service_2", "cluster");
        GrainId grain = NewGrain();
        await _reminders.UpsertRow(Reminder(grain, "ours"));
        await other.UpsertRow(Reminder(grain, "theirs"));

        Assert.Equal("ours", Assert.Single((await _reminders.ReadRows(0, 0)).Reminders).ReminderName);
        Assert.Equal("theirs", Assert.Single((await other.ReadRows(grain)).Reminders).ReminderName);

        await other.TestOnlyClearTable();
        Assert.Empty((await other.ReadRows(0, 0)).Reminders);
        Assert.Single((await _reminders.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task The_row_is_the_official_one()
    {
        var grain = GrainId.Create(GrainType.Create("rule-group"), "tenant/a#b?");
        await _reminders.UpsertRow(Reminder(grain, "tick\\1"));

        uint hash = grain.GetUniformHashCode();
        (string key, TableEntity row) = Assert.Single(await _tables.RowsAsync(Table));
        Assert.Equal($"service_{hash:X8}|rule-group_tenant_a_b_-tick_1", key);
        Assert.Equal(
            new SortedDictionary<string, object>(StringComparer.Ordinal)
            {
                ["DeploymentId"] = "cluster",
                ["GrainRefConsistentHash"] = $"{hash:X8}",
                ["GrainReference"] = "rule-group/tenant/a#b?",
                ["Period"] = "00:01:00",
                ["ReminderName"] = "tick\\1",
                ["ServiceId"] = "service",
                ["StartAt"] = "2025-06-07 08:09:10.111 GMT",
            },
            TestTables.Columns(row));
    }

    [Fact]
    public async Task A_row_that_makes_no_sense_is_left_out_and_others_are_read()
    {
        GrainId grain = NewGrain();
        await _reminders.UpsertRow(Reminder(grain, "good"));
        await _tables.Raw(Table).AddEntityAsync(
            new TableEntity("service_00000007", "x") { ["ServiceId"] = "service", ["GrainReference"] = "nonsense", ["StartAt"] = "never" }, TestContext.Current.CancellationToken);

        Assert.Equal("good", Assert.Single((await _reminders.ReadRows(0, 0)).Reminders).ReminderName);
    }

    [Fact]
    public void A_name_that_is_too_long_for_a_key_is_refused() => Gen.Int[900, 2_000].Sample(length =>
    {
        GrainId grain = NewGrain();
        string name = new('x', length);
        bool fits = grain.ToString().Length + 1 + length < 1024;
        Assert.Equal(fits, Record.Exception(() => ReminderRow.KeyOf(grain, name)) is null);
    });

    [Theory]
    [InlineData(Loss.OfRequest)]
    [InlineData(Loss.OfReply)]
    [InlineData(Loss.Throttled)]
    public async Task Changes_get_through_a_lossy_network(Loss loss)
    {
        ReminderEntry reminder = Reminder(NewGrain(), "r");
        _tables.Network.Next(loss);
        string? tag = await _reminders.UpsertRow(reminder);
        Assert.Equal(tag, (await _reminders.ReadRow(reminder.GrainId, "r"))!.ETag);

        _tables.Network.Next(loss);
        Assert.True(await _reminders.RemoveRow(reminder.GrainId, "r", tag!));
        Assert.Equal(0, _tables.Network.Pending);
    }

    [Fact]
    public async Task A_table_that_can_not_be_read_does_not_start()
    {
        for (int i = 0; i < 5; i++)
        {
            _tables.Network.Next(Loss.Throttled);
        }

        await Assert.ThrowsAsync<IOException>(() => _reminders.StartAsync(TestContext.Current.CancellationToken));
    }

    private static GrainId NewGrain() => GrainId.Create(GrainType.Create("my-remindable-grain"), $"{Guid.NewGuid():N}+foo/bar\\#baz?");

    private static ReminderEntry Reminder(GrainId grain, string name, DateTime? start = null) =>
        new() { GrainId = grain, ReminderName = name, StartAt = start ?? Start, Period = TimeSpan.FromMinutes(1) };

    private AzureReminderTable Open(string service, string cluster) =>
        new(_tables.Open(AzureReminderTable.TableName), service, cluster, NullLogger<AzureReminderTable>.Instance);
}
