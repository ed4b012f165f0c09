using CsCheck;
using Orleans.Obs.Engine.Tests.Shards.Simulation;

namespace Orleans.Obs.Engine.Tests.Shards;

public sealed class DurabilityTests
{
    [Fact]
    public void Whatever_happens_nothing_acknowledged_is_lost_doubled_or_reordered()
    {
        int acknowledged = 0, replays = 0;
        Gen.UInt.Array[100, 4000].Sample(
            tape =>
            {
                var cluster = new ClusterSimulation(tape);
                cluster.Run();
                Interlocked.Add(ref acknowledged, cluster.Acknowledged);
                Interlocked.Add(ref replays, cluster.Replays);
            },
            iter: 3000);

        TestContext.Current.TestOutputHelper!.WriteLine($"{acknowledged} acknowledged, {replays} replays");
        Assert.True(acknowledged > 1000 && replays > 1000, $"{acknowledged} acknowledged, {replays} replays: the simulation no longer reaches what it checks");
    }
}
