using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class SeriesMergeTests
{
    [Fact]
    public async Task Layers_in_any_order_merge_like_overlaid_models() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        var merged = new SeriesModel();
        var layers = new List<ISeriesLayer>();
        var deletions = new List<SeriesDeletion>();
        int count = random.Next(1, 6);
        for (long sequence = 1; sequence <= count; sequence++)
        {
            SeriesModel layer = SeriesModel.Random(random, 15, 0, 2_000_000, 40);
            layers.Add(new ModelLayer(layer, sequence * 10, random));
            merged.Overlay(layer);
            if (random.Next(4) == 0)
            {
                long from = random.NextInt64(1_000_000);
                var deletion = new SeriesDeletion((sequence * 10) + 5, [TestMatchers.Equal("job", "api", random.Next(2) == 0)], from,
                    from + random.NextInt64(1_000_000));
                merged.Delete(deletion.Covers, deletion.MinTime, deletion.MaxTime);
                deletions.Add(deletion);
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(layers));
        long minTime = random.NextInt64(-10, 500_000), maxTime = minTime + random.NextInt64(2_000_000);
        using var selection = new SeriesMerge(layers, deletions, minTime, maxTime);
        Assert.Equal(selection.Count, Enumerable.Range(0, selection.Count).Select(selection.LabelsOf).Distinct().Count());
        Assert.Equal(merged.Expected(_ => true, minTime, maxTime), await SeriesModel.ReadAsync(selection, minTime, maxTime));
        long narrower = minTime + ((maxTime - minTime) / 3);
        Assert.Equal(merged.Expected(_ => true, narrower, maxTime), await SeriesModel.ReadAsync(selection, narrower, maxTime));
    }, iter: 200);

    [Fact]
    public void Disposing_the_selection_disposes_its_layers()
    {
        var layer = new ModelLayer(new SeriesModel(), 1, new Random(1));
        new SeriesMerge([layer], [], 0, 1).Dispose();
        Assert.True(layer.Disposed);
    }

    /// <summary>A layer straight from a model, in an order of its own, that insists on being prepared.</summary>
    private sealed class ModelLayer : ISeriesLayer
    {
        private readonly (LabelSet Labels, SortedDictionary<long, SeriesModel.Sample> Samples)[] _series;
        private readonly HashSet<int> _prepared = [];

        public ModelLayer(SeriesModel model, long sequence, Random random)
        {
            _series = [.. model.Series.Select(series => (series.Key, series.Value))];
            Sequence = sequence;
            if (random.Next(2) == 0)
            {
                random.Shuffle(_series);
            }
        }

        public bool Disposed { get; private set; }

        public long Sequence { get; }

        public int Count => _series.Length;

        public UInt128 HashOf(int series) => _series[series].Labels.Hash;

        public LabelSet LabelsOf(int series) => _series[series].Labels;

        public (long MinTime, long MaxTime) RangeOf(int series) => (_series[series].Samples.Keys.First(), _series[series].Samples.Keys.Last());

        public ValueTask PrepareAsync(ReadOnlyMemory<int> series, long minTime, long maxTime, CancellationToken cancellationToken)
        {
            Assert.Equal(series.ToArray().Order(), series.ToArray());
            _prepared.Clear();
            _prepared.UnionWith(series.ToArray());
            return default;
        }

        public void Append(int series, long minTime, long maxTime, SampleBuffer destination)
        {
            Assert.Contains(series, _prepared);
            foreach ((long time, SeriesModel.Sample sample) in _series[series].Samples.Where(sample => sample.Key >= minTime && sample.Key <= maxTime))
            {
                if (sample.Histogram is { } text)
                {
                    double count = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
                    destination.Add(time, new NativeHistogram { Count = count }, sample.Start);
                }
                else
                {
                    destination.Add(time, BitConverter.Int64BitsToDouble(sample.Bits), sample.Start);
                }
            }
        }

        public void Dispose() => Disposed = true;
    }
}
