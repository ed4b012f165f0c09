using System.Collections.Immutable;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

/// <summary>
/// Some series with everything that makes evaluation hard: gaps, counter resets, stale markers, NaN and infinities, start timestamps, native and classic histograms, series that turn
/// from floats to histograms, equal labels under different names. Values are small integers and halves, so that sums are exact in any order.
/// </summary>
internal static class RandomMetrics
{
    public const long Start = 1_700_000_000_000;
    public const int Samples = 40;
    public const long Interval = 15_000;

    public static ImmutableArray<string> Names { get; } = ["requests_total", "temperature", "latency", "latency_bucket", "mixed"];

    public static ImmutableArray<string> LabelNames { get; } = ["job", "instance", "le"];

    public static IReadOnlyList<InMemorySeries> Generate(PCG random)
    {
        var all = new List<InMemorySeries>();
        foreach (string job in new[] { "a", "b" })
        {
            foreach (string instance in new[] { "a", "b", "0.5" })
            {
                all.Add(Counter(LabelSet.Of(("__name__", "requests_total"), ("job", job), ("instance", instance)), random, withStarts: instance == "b"));
                all.Add(Gauge(LabelSet.Of(("__name__", "temperature"), ("job", job), ("instance", instance)), random));
            }

            all.Add(Histograms(LabelSet.Of(("__name__", "latency"), ("job", job)), random));
            all.Add(Mixed(LabelSet.Of(("__name__", "mixed"), ("job", job)), random));
            foreach (string bound in new[] { "0.5", "1", "1.0", "+Inf", "many" })
            {
                all.Add(Counter(LabelSet.Of(("__name__", "latency_bucket"), ("job", job), ("le", bound)), random, withStarts: false));
            }
        }

        return all;
    }

    private static InMemorySeries Counter(LabelSet labels, PCG random, bool withStarts)
    {
        var series = new InMemorySeries(labels);
        double value = random.Next(20);
        long start = 0;
        foreach (long time in Times(random))
        {
            value = random.Next(12) == 0 ? 0 : value + random.Next(10);
            start = withStarts && (start == 0 || value == 0) ? time - 1000 - random.Next(14_000) : start;
            series.Append(new InMemorySample(time, value, null, start));
        }

        return series;
    }

    private static InMemorySeries Gauge(LabelSet labels, PCG random)
    {
        var series = new InMemorySeries(labels);
        foreach (long time in Times(random))
        {
            double value = random.Next(40) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                2 => double.NegativeInfinity,
                3 or 4 => SampleValue.Stale,
                _ => (random.Next(41) - 20.0) / 2,
            };
            series.Append(new InMemorySample(time, value, null, 0));
        }

        return series;
    }

    private static InMemorySeries Histograms(LabelSet labels, PCG random)
    {
        var series = new InMemorySeries(labels);
        double[] counts = new double[3];
        foreach (long time in Times(random))
        {
            series.Append(new InMemorySample(time, double.NaN, Next(counts, random), 0));
        }

        return series;
    }

    private static InMemorySeries Mixed(LabelSet labels, PCG random)
    {
        var series = new InMemorySeries(labels);
        double[] counts = new double[3];
        foreach (long time in Times(random))
        {
            bool isHistogram = (time - Start) / Interval / 8 % 2 == 1;
            series.Append(isHistogram ? new InMemorySample(time, double.NaN, Next(counts, random), 0) : new InMemorySample(time, random.Next(10), null, 0));
        }

        return series;
    }

    private static NativeHistogram Next(double[] counts, PCG random)
    {
        if (random.Next(15) == 0)
        {
            Array.Clear(counts);
        }

        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] += random.Next(4);
        }

        return new NativeHistogram
        {
            Schema = 0,
            ZeroThreshold = 0.125,
            ZeroCount = counts[0],
            Count = counts.Sum(),
            Sum = (2 * counts[1]) + (4 * counts[2]),
            PositiveSpans = [new BucketSpan(1, 2)],
            PositiveBuckets = [counts[1], counts[2]],
            ResetHint = random.Next(10) == 0 ? ResetHint.Gauge : ResetHint.Unknown,
        };
    }

    private static IEnumerable<long> Times(PCG random)
    {
        for (int i = 0; i < Samples; i++)
        {
            if (random.Next(8) != 0)
            {
                yield return Start + (i * Interval) + (random.Next(3) * 500);
            }
        }
    }
}
