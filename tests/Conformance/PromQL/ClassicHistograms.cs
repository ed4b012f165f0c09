using System.Globalization;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Collates classic histogram series (<c>_bucket</c>, <c>_count</c>, <c>_sum</c>) into native histograms with custom buckets.</summary>
internal static class ClassicHistograms
{
    public static IEnumerable<LoadedSeries> Convert(IEnumerable<LoadedSeries> series, int line)
    {
        var histograms = new Dictionary<LabelSet, SortedDictionary<long, Parts>>();
        foreach (LoadedSeries one in series)
        {
            string name = one.Labels.ValueOf(LabelSet.MetricName);
            int suffix = name.LastIndexOf('_');
            string kind = suffix < 0 ? "" : name[(suffix + 1)..];
            double bound = 0;
            if (kind is not ("bucket" or "count" or "sum") || (kind == "bucket" && !TryParseBound(one.Labels.ValueOf("le"), out bound)))
            {
                continue;
            }

            var builder = new LabelSetBuilder();
            builder.Reset(one.Labels);
            builder.Set(LabelSet.MetricName, name[..suffix]);
            builder.Remove("le"u8);
            LabelSet labels = builder.ToLabelSet();
            if (!histograms.TryGetValue(labels, out SortedDictionary<long, Parts>? byTime))
            {
                histograms[labels] = byTime = [];
            }

            foreach (LoadedSample sample in one.Samples.Where(sample => sample.Histogram is null))
            {
                if (!byTime.TryGetValue(sample.Timestamp, out Parts? parts))
                {
                    byTime[sample.Timestamp] = parts = new Parts();
                }

                switch (kind)
                {
                    case "bucket":
                        parts.Cumulative.TryAdd(bound, sample.Value);
                        break;
                    case "count":
                        parts.Count = sample.Value;
                        break;
                    default:
                        parts.Sum = sample.Value;
                        break;
                }
            }
        }

        return histograms.Select(pair => new LoadedSeries(pair.Key, [.. pair.Value.Select(at => new LoadedSample(at.Key, 0, at.Value.ToHistogram(line), 0))]));
    }

    private static bool TryParseBound(string text, out double bound)
    {
        string number = text.ToUpperInvariant() switch { "+INF" or "INF" => "Infinity", "-INF" => "-Infinity", _ => text };
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out bound) && !double.IsNaN(bound);
    }

    private sealed class Parts
    {
        public SortedDictionary<double, double> Cumulative { get; } = [];

        public double? Count { get; set; }

        public double Sum { get; set; }

        public NativeHistogram ToHistogram(int line)
        {
            double count = Count ?? (Cumulative.Count > 0 ? Cumulative.Last().Value : 0);
            Cumulative.TryAdd(double.PositiveInfinity, count);
            if (count != Cumulative[double.PositiveInfinity])
            {
                throw new ScriptException(line, "count of a classic histogram differs from its last bucket");
            }

            double previous = 0;
            double[] buckets = [.. Cumulative.Values.Select(cumulative => cumulative - Interlocked.Exchange(ref previous, cumulative))];
            if (buckets.Any(bucket => bucket < 0))
            {
                throw new ScriptException(line, "buckets of a classic histogram are not cumulative");
            }

            return new NativeHistogram
            {
                IsInteger = Cumulative.Values.All(value => value == Math.Round(value)),
                Schema = NativeHistogram.CustomBucketsSchema,
                CustomBounds = [.. Cumulative.Keys.Where(double.IsFinite)],
                PositiveSpans = [new BucketSpan(0, (uint)buckets.Length)],
                PositiveBuckets = [.. buckets],
                Count = count,
                Sum = Sum,
            };
        }
    }
}
