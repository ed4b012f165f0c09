using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

/// <summary>One series of a simulation; what it is worth at a time follows from the two.</summary>
internal sealed class SimulatedSeries
{
    private readonly int _number;

    public SimulatedSeries(int number)
    {
        _number = number;
        Instance = $"host-{number / 6}";
        Labels = LabelSet.Of(("__name__", number % 2 == 0 ? "http_requests_total" : "temperature_celsius"), ("instance", Instance), ("job", "node"), ("number", $"{number}"));
        Text = Labels.ToString();
    }

    public LabelSet Labels { get; }

    public string Text { get; }

    public string Instance { get; }

    public NativeHistogram? HistogramAt(long time)
    {
        bool has = (_number % 6) switch { 4 => true, 5 => time / 60_000 % 2 == 0, _ => false };
        if (!has)
        {
            return null;
        }

        long count = time / 1000 % 1_000_000;
        return new NativeHistogram
        {
            IsInteger = true,
            Schema = time / 300_000 % 3 == 0 ? 2 : 3,
            ZeroThreshold = 1e-9,
            Count = (3 * count) + 1,
            Sum = count / 3.0,
            ZeroCount = 1,
            PositiveSpans = [new BucketSpan(-2, 2), new BucketSpan(1, 1)],
            PositiveBuckets = [count, 0, count * 2],
        };
    }

    public double ValueAt(long time)
    {
        var random = new Random((int)((_number * 7919L) + (time / 1000)) & 0xFFFFFF);
        return (_number % 6) switch
        {
            0 => time / 1000 % 100_000,
            1 => Math.Round(random.NextDouble() * 100, 2),
            2 => random.Next(20) == 0 ? SampleValue.Stale : random.NextDouble(),
            3 => random.Next(40) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => -0.0, 3 => 1e300, _ => 7.25 },
            _ => random.Next(20) == 0 ? SampleValue.Stale : time / 1e6,
        };
    }

    public long BitsAt(long time) => HistogramAt(time) is { } histogram ? ShardHarness.BitsOf(histogram) : BitConverter.DoubleToInt64Bits(ValueAt(time));
}
