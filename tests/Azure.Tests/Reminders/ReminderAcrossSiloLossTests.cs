using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Obs.Azure.Hosting;
using Orleans.Obs.Azure.Tables;
using Orleans.Obs.Testing;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Orleans.Obs.Azure.Tests.Reminders;

public sealed class ReminderAcrossSiloLossTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Reminders_in_the_table_go_on_when_a_silo_is_lost()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var tables = new AzureTableOptions { ConnectionString = azurite.ConnectionString, TablePrefix = $"t{Guid.NewGuid():N}" };
        var rings = new Rings();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton(rings);
            silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(500));
            silo.UseAzureTables(tables);
        });
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync(cancellation);
        string[] bells = [.. Enumerable.Range(0, 8).Select(static i => $"bell-{i}")];
        foreach (string bell in bells)
        {
            await cluster.Client.GetGrain<IBellGrain>(bell).WindUpAsync();
        }

        await Rings.UntilAsync(() => bells.All(bell => rings.WhereLast(bell) is not null), cancellation);
        SiloAddress lost = cluster.Silos[1].SiloAddress, left = cluster.Silos[0].SiloAddress;
        await cluster.KillSiloAsync(cluster.Silos[1], cancellation);
        await cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        int[] before = [.. bells.Select(bell => rings.Of(bell, left))];
        await Rings.UntilAsync(() => bells.Zip(before).All(bell => rings.Of(bell.First, left) > bell.Second + 1), cancellation);
        Assert.NotEqual(lost, left);
    }
}
