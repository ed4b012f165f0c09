using System.Globalization;
using Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>OBS_SIMULATION_SEEDS sets how many hours are simulated, OBS_SIMULATION_FIRST the first seed.</summary>
public sealed class ShardSimulationTests
{
    private static readonly int Seeds = Setting("OBS_SIMULATION_SEEDS", 4);
    private static readonly int First = Setting("OBS_SIMULATION_FIRST", 1);

    [Fact]
    public async Task An_hour_on_a_failing_store_loses_nothing_acknowledged_and_answers_nothing_wrong()
    {
        int acknowledged = 0, unknown = 0, reads = 0, opened = 0, failures = 0;
        for (int seed = First; seed < First + Seeds; seed++)
        {
            var simulation = new ShardSimulation(seed);
            await simulation.RunAsync();
            acknowledged += simulation.Acknowledged;
            unknown += simulation.Unknown;
            reads += simulation.Reads;
            opened += simulation.Opened;
            failures += simulation.Failures;
        }

        string reached = $"{Seeds} hours: {acknowledged} samples acknowledged, {unknown} with unknown outcome, {reads} reads, {opened} openings, {failures} failed calls";
        TestContext.Current.TestOutputHelper!.WriteLine(reached);
        Assert.True(acknowledged > 1000 * Seeds && unknown > 20 * Seeds && reads > 50 * Seeds && opened > 10 * Seeds && failures > 100 * Seeds, reached);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
