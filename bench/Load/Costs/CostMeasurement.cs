namespace Orleans.Obs.Load.Costs;

/// <summary>What one load asked of the store.</summary>
/// <param name="Unit">What costs are told for.</param>
/// <param name="AppendsPerSecond">Writes of one silo's log under one unit of load.</param>
/// <param name="WritesPerDay">Put and list operations for a day's data of one tenant.</param>
/// <param name="ReadsPerDay">All others but deletions, which are free.</param>
/// <param name="StoredBytesPerDay">Bytes of a day's blocks of one unit.</param>
internal sealed record CostMeasurement(string Unit, double AppendsPerSecond, double WritesPerDay, double ReadsPerDay, double StoredBytesPerDay)
{
    private const int HalfHoursPerDay = 48;

    public static async Task<CostMeasurement> RunAsync(HttpClient http, ICostedLoad load, TimeSpan steady, int halfHours, CancellationToken cancellationToken)
    {
        StoreCounts before = await StoreCounts.ReadAsync(http, cancellationToken);
        await load.SteadyAsync(steady, cancellationToken);
        StoreCounts appended = (await StoreCounts.ReadAsync(http, cancellationToken)).Since(before);
        await load.FlushAsync(cancellationToken);

        StoreCounts beforeDay = await StoreCounts.ReadAsync(http, cancellationToken);
        for (int i = 0; i < halfHours; i++)
        {
            await load.HalfHourAsync(i, cancellationToken);
            await load.FlushAsync(cancellationToken);
        }

        // Compaction goes on for a while; when nothing was done for three of its rounds it is done.
        StoreCounts day = (await SettledAsync(http, cancellationToken)).Since(beforeDay);
        double share = (double)HalfHoursPerDay / halfHours;
        return new CostMeasurement(
            load.Unit,
            appended["append"] / steady.TotalSeconds,
            share * (day["put"] + day["list"]),
            share * (day["read"] + day["stat"]),
            share * load.UnitsPerLoad * (day.StoredBytes - beforeDay.StoredBytes));
    }

    private static async Task<StoreCounts> SettledAsync(HttpClient http, CancellationToken cancellationToken)
    {
        StoreCounts last = await StoreCounts.ReadAsync(http, cancellationToken);
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System, cancellationToken);
            StoreCounts now = await StoreCounts.ReadAsync(http, cancellationToken);
            if (now["put"] <= last["put"])
            {
                return now;
            }

            last = now;
        }
    }
}
