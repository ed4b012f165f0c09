using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Shards;

public sealed class ShardKeyTests
{
    [Theory]
    [InlineData(Signal.Metrics, 7, "tenants/acme/metrics/07")]
    [InlineData(Signal.Logs, 12, "tenants/acme/logs/12")]
    [InlineData(Signal.Traces, 123, "tenants/acme/traces/123")]
    public void The_path_names_tenant_signal_and_slot(Signal signal, int slot, string path)
        => Assert.Equal(path, new ShardKey("acme", signal, slot).Path);
}
