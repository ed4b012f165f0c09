using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Head;

public sealed class MetricsHeadTests
{
    private static readonly Gen<double> s_values = Gen.Frequency(
        (5, Gen.Int[0, 3].Select(static n => n / 4.0)), (2, Gen.Int[0, 100_000].Select(static n => n / 100.0)), (1, Gen.Double), (1, Gen.OneOfConst(SampleValue.Stale, double.NaN, -0.0)));

    /// <summary>Any order, any repeats: the head holds the first value of each time, says so, and a frozen half keeps what it had.</summary>
    [Fact]
    public void Agrees_with_a_dictionary() =>
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 400], s_values).Array[1, 600], Gen.Bool, Gen.Int[-1, 600]).Sample((samples, inOrder, freezeAt) =>
        {
            var head = new MetricsHead();
            var model = new Dictionary<(uint, long), long>();
            if (inOrder)
            {
                Array.Sort(samples, static (left, right) => left.Item2.CompareTo(right.Item2));
            }

            FrozenHead? frozen = null;
            Dictionary<(uint, long), long> frozenModel = [];
            for (int i = 0; i < samples.Length; i++)
            {
                if (i == freezeAt && head.Samples > 0)
                {
                    frozen = head.Freeze(long.MinValue, 1);
                    (frozenModel, model) = (model, []);
                }

                (int series, int step, double value) = samples[i];
                uint number = SeriesOf(head, series);
                long time = 1_000_000_000 + (step * 10_000L), bits = BitConverter.DoubleToInt64Bits(value);
                SampleOutcome outcome = head.Append(number, time, bits, 0);
                if (model.TryGetValue((number, time), out long stored) || (IsNewest(frozenModel, model, number, time) && frozenModel.TryGetValue((number, time), out stored)))
                {
                    Assert.Equal(stored == bits ? SampleOutcome.Repeated : SampleOutcome.Conflict, outcome);
                }
                else
                {
                    Assert.Equal(SampleOutcome.Appended, outcome);
                    model.Add((number, time), bits);
                }
            }

            AssertHolds(model, head.Select([], long.MinValue, long.MaxValue, 0, withSamples: true));
            if (frozen is not null)
            {
                AssertHolds(frozenModel, frozen.Select([], long.MinValue, long.MaxValue, 0));
            }
        });

    [Fact]
    public void A_layer_does_not_change_while_the_head_goes_on()
    {
        var head = new MetricsHead();
        uint series = SeriesOf(head, 0);
        var expected = new Dictionary<(uint, long), long>();
        for (int i = 0; i < 50; i++)
        {
            long bits = BitConverter.DoubleToInt64Bits(Math.Sin(i));
            head.Append(series, i * 1000, bits, 0);
            expected.Add((series, i * 1000), bits);
        }

        HeadLayer layer = head.Select([], long.MinValue, long.MaxValue, 0, withSamples: true);
        for (int i = 50; i < 500; i++)
        {
            head.Append(series, i * 1000, BitConverter.DoubleToInt64Bits(i), 0);
        }

        head.Freeze(long.MinValue, 1);
        AssertHolds(expected, layer);
    }

    [Fact]
    public void Idle_series_are_forgotten_and_the_others_keep_their_newest_sample()
    {
        var head = new MetricsHead();
        for (int series = 0; series < 100; series++)
        {
            head.Append(SeriesOf(head, series), series < 60 ? 1000 : 9_000_000, BitConverter.DoubleToInt64Bits(series), 0);
        }

        FrozenHead frozen = head.Freeze(idleBefore: 5_000_000, idleShare: 0.2);
        Assert.Equal(40u, head.Table.Count);
        Assert.Equal(100, frozen.Select([], long.MinValue, long.MaxValue, 0).Count);
        Assert.Equal(SampleOutcome.Repeated, head.Append(SeriesOf(head, 70), 9_000_000, BitConverter.DoubleToInt64Bits(70), 0));
        Assert.Equal(SampleOutcome.Conflict, head.Append(SeriesOf(head, 70), 9_000_000, BitConverter.DoubleToInt64Bits(71), 0));
        Assert.Equal(SampleOutcome.Appended, head.Append(SeriesOf(head, 5), 2000, BitConverter.DoubleToInt64Bits(1), 0));
    }

    // After a freeze only the newest sample of a series is remembered, as long as nothing newer came.
    private static bool IsNewest(Dictionary<(uint, long), long> frozen, Dictionary<(uint, long), long> live, uint series, long time) =>
        frozen.Keys.Where(key => key.Item1 == series).Select(static key => key.Item2).DefaultIfEmpty(long.MinValue).Max() == time
        && live.Keys.Where(key => key.Item1 == series).All(key => key.Item2 < time);

    private static uint SeriesOf(MetricsHead head, int series)
    {
        LabelSet labels = LabelSet.Of(("__name__", "m"), ("series", series.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        UInt128 hash = labels.Hash;
        return head.Table.TryFind((ulong)hash, (ulong)(hash >> 64), uint.MaxValue, out uint number) ? number : head.Table.Add((ulong)hash, (ulong)(hash >> 64), labels.Bytes);
    }

    private static void AssertHolds(Dictionary<(uint Series, long Time), long> model, HeadLayer layer)
    {
        var buffer = new SampleBuffer();
        var found = new List<(uint, long, long)>();
        for (int i = 0; i < layer.Count; i++)
        {
            buffer.Clear();
            layer.Append(i, long.MinValue, long.MaxValue, buffer);
            for (int j = 0; j < buffer.Count; j++)
            {
                found.Add((layer.NumberOf(i), buffer.Timestamps[j], BitConverter.DoubleToInt64Bits(buffer.Values[j])));
            }
        }

        Assert.Equal(model.Select(static sample => (sample.Key.Series, sample.Key.Time, sample.Value)).Order(), found);
    }
}
