namespace Orleans.Obs.Cluster.Chaos;

/// <summary>
/// Three silos on Azurite lose one of them, or the store, while a writer and a checker run. OBS_TEST_CHAOS_SECONDS sets how long each of these runs, OBS_TEST_SERIES the number of series;
/// the defaults keep the run short.
/// </summary>
public sealed class ChaosTests
{
    private const int Silos = 3;
    private static readonly bool IsLong = TestSetting.Number("OBS_TEST_CHAOS_SECONDS", 0) > 0;
    private static readonly TimeSpan Duration = TestSetting.Seconds("OBS_TEST_CHAOS_SECONDS", 20);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(IsLong ? 20 : 8);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(IsLong ? 60 : 10);

    /// <summary>The short runs have no time to wait until a silo has been silent for as long as it may be.</summary>
    private static readonly string[] Settings = IsLong ? [] : ["--Obs:Cluster:FailureDetection=4s"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_are_killed_one_after_the_other()
    {
        await using ChaosRun run = await ChaosRun.StartAsync(Silos, Settings);
        var random = new Random(20_250_817);
        for (long started = Environment.TickCount64; Environment.TickCount64 - started < Duration.TotalMilliseconds;)
        {
            int victim = random.Next(Silos);
            await run.Cluster.Silos[victim].KillAsync();
            await run.Cluster.Silos[victim].DisposeAsync();

            // Sometimes it is back before anybody noticed, sometimes its shards are elsewhere by then.
            TimeSpan away = Between * random.NextDouble();
            await Task.Delay(away, Cancellation);
            run.Cluster.StartSilo(victim);
            await Task.Delay(Between - away, Cancellation);
            await run.Cluster.Silos[victim].ReadyAsync();
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task A_silo_sleeps_until_others_have_its_shards_and_wakes_up()
    {
        await using ChaosRun run = await ChaosRun.StartAsync(Silos, Settings);
        for (long started = Environment.TickCount64, victim = 0; Environment.TickCount64 - started < Duration.TotalMilliseconds; victim = (victim + 1) % Silos)
        {
            await run.Cluster.Silos[victim].PauseAsync();
            await Task.Delay(Outage, Cancellation);
            await run.GoOnAsync();
            await run.Cluster.Silos[victim].ResumeAsync();

            // It learns that it was declared dead and ends; whoever watches over it starts it again.
            await run.Cluster.Silos[victim].ExitAsync();
            await run.Cluster.Silos[victim].DisposeAsync();
            run.Cluster.StartSilo((int)victim);
            await run.Cluster.Silos[victim].ReadyAsync();
            await run.GoOnAsync();
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task The_store_is_away()
    {
        await using ChaosRun run = await ChaosRun.StartAsync(Silos, Settings);
        for (long started = Environment.TickCount64; Environment.TickCount64 - started < Duration.TotalMilliseconds;)
        {
            await run.Cluster.Azurite.StopAsync();
            run.Fleet.Refused = false;
            await run.Fleet.UntilAsync(() => run.Fleet.Refused, Cancellation);
            await Task.Delay(Outage, Cancellation);
            await run.Cluster.Azurite.StartAgainAsync();
            await run.GoOnAsync();
        }

        Assert.DoesNotContain(run.Cluster.Silos, static silo => silo.HasExited);
        await run.FinishAsync(Outage);
    }

    [Fact]
    public async Task Every_process_is_restarted_in_turn()
    {
        await using ChaosRun run = await ChaosRun.StartAsync(Silos, Settings);
        for (long started = Environment.TickCount64; Environment.TickCount64 - started < Duration.TotalMilliseconds;)
        {
            for (int number = 0; number < Silos; number++)
            {
                Assert.Equal(0, await run.Cluster.Silos[number].StopAsync());
                await run.Cluster.Silos[number].DisposeAsync();
                run.Cluster.StartSilo(number);
                await run.Cluster.Silos[number].ReadyAsync();
                await run.GoOnAsync();
            }
        }

        await run.FinishAsync();
    }
}
