using CsCheck;
using Orleans.Obs.Engine.Tests.Shards.Simulation;

namespace Orleans.Obs.Engine.Tests.Shards;

public sealed class DurabilityTests
{
    [Fact]
    public void Whatever_happens_nothing_acknowledged_is_lost_doubled_or_reordered()
    {
        int acknowledged = 0, replays = 0, swept = 0;
        Gen.UInt.Array[100, 4000].Sample(
            tape =>
            {
                var cluster = new ClusterSimulation(tape);
                cluster.Run();
                Interlocked.Add(ref acknowledged, cluster.Acknowledged);
                Interlocked.Add(ref replays, cluster.Replays);
                Interlocked.Add(ref swept, cluster.Swept);
            },
            iter: 3000);

        string reached = $"{acknowledged} acknowledged, {replays} replays, {swept} blobs swept";
        TestContext.Current.TestOutputHelper!.WriteLine(reached);
        Assert.True(acknowledged > 1000 && replays > 1000 && swept > 100, $"{reached}: the simulation no longer reaches what it checks");
    }
}
