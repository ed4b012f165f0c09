using Microsoft.Extensions.Time.Testing;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

/// <summary>A clock that stands until the simulation moves it, with delays that are over at once: retries happen, nobody waits for them.</summary>
internal sealed class ImpatientTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > Moment ? Moment : dueTime, period);
}
