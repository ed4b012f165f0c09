using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Protocols.Tests.RemoteWrite;

public sealed class RemoteWrite2DecoderTests : IDisposable
{
    private readonly RemoteWrite2Decoder _decoder = new();
    private readonly SlotBatches _batches = new(8);

    public void Dispose() => _batches.Dispose();

    [Fact]
    public void Series_are_what_was_sent() => Gen.Select(Series.Any.Array[0, 20], Gen.Bool, Gen.Bool, Gen.Bool).Sample((series, sorted, packed, symbolsLast) =>
    {
        _batches.Clear();
        _decoder.Decode(Encode(series, sorted, packed, symbolsLast), _batches);
        List<BatchEntry> entries = BatchEntry.ReadAll(_batches);
        Assert.Empty(_batches.Rejections);
        Assert.Equal(series.Length, entries.Count);
        foreach (Series expected in series)
        {
            LabelSet labels = LabelSet.Of(expected.Labels);
            BatchEntry entry = entries.First(e => e.Labels == labels);
            entries.Remove(entry);
            Assert.Equal(labels.Hash, entry.Hash);
            Assert.Equal(expected.Samples.Select(s => (s.Time, BitConverter.DoubleToInt64Bits(s.Value), 0L)), entry.Samples);
        }
    }, iter: 2000, threads: 1);

    [Fact]
    public void Start_timestamps_are_kept_for_all_samples_of_a_series_or_none()
    {
        Decode(["", "__name__", "x"], new ProtoMessage().PackedVarint(1, 1, 2)
            .Message(2, new ProtoMessage().Double(1, 1).Int64(2, 10)).Message(2, new ProtoMessage().Double(1, 2).Int64(2, 20).Int64(3, 5)));
        Assert.Equal([(10L, BitConverter.DoubleToInt64Bits(1), 0L), (20L, BitConverter.DoubleToInt64Bits(2), 5L)], BatchEntry.ReadAll(_batches).Single().Samples);
    }

    [Theory]
    [InlineData("outside of symbols table", 1u, 3u)]
    [InlineData("invalid labelRefs length 3", 1u, 2u, 1u)]
    [InlineData("duplicated label __name__", 1u, 2u, 1u, 2u)]
    [InlineData("invalid metric name or labels", 0u, 2u)]
    public void Bad_references_refuse_their_series(string message, params uint[] references)
    {
        Decode(["", "__name__", "x"], new ProtoMessage().PackedVarint(1, references).Message(2, Series.SampleField((1, 1))));
        Assert.Empty(BatchEntry.ReadAll(_batches));
        Assert.Contains(message, Assert.Single(_batches.Rejections).FirstMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_without_samples_is_refused()
    {
        Decode(["", "__name__", "x"], new ProtoMessage().PackedVarint(1, 1, 2).Message(4, new ProtoMessage().Double(2, 1).Int64(3, 1)));
        Assert.Empty(BatchEntry.ReadAll(_batches));
        Assert.Contains("TimeSeries must contain at least one sample or histogram for series {__name__=\"x\"}", Assert.Single(_batches.Rejections).FirstMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Exemplars_have_labels_of_their_own()
    {
        Decode(["", "__name__", "x", "trace_id", "abc", "a"], new ProtoMessage().PackedVarint(1, 1, 2).Message(2, Series.SampleField((1, 1)))
            .Message(4, new ProtoMessage().PackedVarint(1, 3, 4, 5, 4).Double(2, 0.25).Int64(3, 7)));
        (byte kind, byte[] body) = Assert.Single(BatchEntry.ReadAll(_batches).Single().Extras);
        Assert.Equal(MetricsExtras.ExemplarKind, kind);
        Assert.Equal((7, 0.25), (BitConverter.ToInt64(body), BitConverter.ToDouble(body, 8)));
        Assert.Equal(LabelSet.Of(("trace_id", "abc"), ("a", "abc")), new LabelSet(body, 16, body.Length - 16));
    }

    [Fact]
    public void An_exemplar_with_long_labels_is_refused_and_the_sample_kept()
    {
        Decode(["", "__name__", "x", "trace_id", new string('я', 121)], new ProtoMessage().PackedVarint(1, 1, 2).Message(2, Series.SampleField((1, 1)))
            .Message(4, new ProtoMessage().PackedVarint(1, 3, 4)));
        Assert.Equal(RejectReason.InvalidExemplar, Assert.Single(_batches.Rejections).Reason);
        Assert.Single(BatchEntry.ReadAll(_batches).Single().Samples);
    }

    [Fact]
    public void Metadata_is_sent_once_for_a_family()
    {
        ProtoMessage metadata = new ProtoMessage().Varint(1, 3).Varint(3, 4);
        Decode(["", "__name__", "h_bucket", "h_sum", "Help.", "le", "1", "2"],
            new ProtoMessage().PackedVarint(1, 1, 2, 5, 6).Message(2, Series.SampleField((1, 1))).Message(5, metadata),
            new ProtoMessage().PackedVarint(1, 1, 2, 5, 7).Message(2, Series.SampleField((1, 1))).Message(5, metadata));
        BatchEntry family = Assert.Single(BatchEntry.ReadAll(_batches), entry => entry.Extras.Count > 0);
        Assert.Equal(LabelSet.Of(("__name__", "h")), family.Labels);
        Assert.Equal([3, 5, 0, 0, 0, .. "Help."u8], family.Extras.Single().Body);
    }

    [Fact]
    public void A_version_1_message_holds_nothing()
    {
        _decoder.Decode(new ProtoMessage().Message(1, new Series([("__name__", "x")], []).LabelFields(true)).ToArray(), _batches);
        Assert.Empty(BatchEntry.ReadAll(_batches));
    }

    [Fact]
    public void Damaged_bytes_fail_as_malformed_and_in_no_other_way() => Gen.Select(Series.Any.Array[1, 5], Gen.Int, Gen.Bool).Sample((series, seed, sorted) =>
    {
        var random = new Random(seed);
        byte[] bytes = Encode(series, sorted, packed: true, symbolsLast: false);
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        _batches.Clear();
        try
        {
            _decoder.Decode(bytes.AsMemory(0, random.Next(bytes.Length + 1)), _batches);
            _ = BatchEntry.ReadAll(_batches);
        }
        catch (MalformedMessageException)
        {
        }
    }, iter: 20_000, threads: 1);

    private void Decode(string[] symbols, params ProtoMessage[] series)
    {
        var message = new ProtoMessage();
        foreach (string symbol in symbols)
        {
            message.Text(4, symbol);
        }

        foreach (ProtoMessage one in series)
        {
            message.Message(5, one);
        }

        _decoder.Decode(message.ToArray(), _batches);
    }

    private static byte[] Encode(Series[] request, bool sorted, bool packed, bool symbolsLast)
    {
        List<string> symbols = [""];
        uint Symbol(string text)
        {
            int at = symbols.IndexOf(text);
            if (at < 0)
            {
                symbols.Add(text);
                at = symbols.Count - 1;
            }

            return (uint)at;
        }

        var all = new ProtoMessage();
        foreach (Series series in request)
        {
            var message = new ProtoMessage();
            IEnumerable<(string Name, string Value)> labels = sorted ? series.Labels.OrderBy(label => label.Name, Utf8Order.Instance) : series.Labels;
            uint[] references = [.. labels.SelectMany(label => new[] { Symbol(label.Name), Symbol(label.Value) })];
            if (packed)
            {
                message.PackedVarint(1, references);
            }
            else
            {
                Array.ForEach(references, reference => message.Varint(1, reference));
            }

            foreach ((long Time, double Value) sample in series.Samples)
            {
                message.Message(2, Series.SampleField(sample));
            }

            all.Message(5, message);
        }

        var table = new ProtoMessage();
        symbols.ForEach(symbol => table.Text(4, symbol));
        return symbolsLast ? [.. all.ToArray(), .. table.ToArray()] : [.. table.ToArray(), .. all.ToArray()];
    }
}
