using Orleans.Obs.Grains;

namespace Orleans.Obs.Silo.Health;

/// <summary>Whether requests should be sent here: not before the shards are warm, not while the log can't be written, not after the stop began.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, IEnumerable<IReadiness> silo)
{
    public bool IsReady => lifetime.ApplicationStarted.IsCancellationRequested
        && !lifetime.ApplicationStopping.IsCancellationRequested
        && silo.All(state => state.IsReady);
}
