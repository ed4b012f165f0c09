using CsCheck;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Protocols.Tests.RemoteWrite;

public sealed class RemoteWrite1DecoderTests : IDisposable
{
    private readonly RemoteWrite1Decoder _decoder = new();
    private readonly SlotBatches _batches = new(8);

    public void Dispose() => _batches.Dispose();

    [Fact]
    public void Sorted_labels_give_what_was_sent() => Series.Any.Array[0, 20].Sample(series => AssertDecoded(series, Encode(series, sorted: true)), iter: 2000, threads: 1);

    [Fact]
    public void Labels_in_any_order_give_what_was_sent() => Series.Any.Array[0, 20].Sample(series => AssertDecoded(series, Encode(series, sorted: false)), iter: 2000, threads: 1);

    [Fact]
    public void Fields_in_any_order_give_what_was_sent() => Gen.Select(Series.Any, Gen.Int).Sample((series, seed) =>
    {
        var random = new Random(seed);
        List<byte[]> fields = [.. series.Labels.Select(l => new ProtoMessage().Message(1, new ProtoMessage().Text(2, l.Value).Text(9, "unknown").Text(1, l.Name)).ToArray())];
        fields.Add(new ProtoMessage().Message(1, new ProtoMessage().Text(1, "empty_goes").Text(2, "")).ToArray());
        fields.Add(new ProtoMessage().Text(77, "an unknown field").Raw([0x83, 0x06, 0x08, 0x01, 0x84, 0x06]).ToArray());
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(fields));
        foreach ((long Time, double Value) sample in series.Samples.Reverse())
        {
            int place = fields.FindIndex(field => field[0] == 0x12);
            fields.Insert(random.Next(place < 0 ? fields.Count : place + 1), new ProtoMessage().Message(2, Series.SampleField(sample)).ToArray());
        }

        AssertDecoded([series], new ProtoMessage().Bytes(1, [.. fields.SelectMany(field => field)]).ToArray());
    }, iter: 2000, threads: 1);

    [Fact]
    public void Only_canonical_labels_are_taken_as_they_are() => Series.Any.Sample(series =>
    {
        byte[] sorted = series.LabelFields(sorted: true).ToArray(), asCame = series.LabelFields(sorted: false).ToArray();
        return CanonicalLabels.Measure(sorted) == sorted.Length
            && CanonicalLabels.Measure(asCame) == (asCame.AsSpan().SequenceEqual(sorted) ? sorted.Length : -1);
    }, threads: 1);

    [Theory]
    [InlineData("name and value swapped", new byte[] { 0x0A, 6, 0x12, 1, (byte)'v', 0x0A, 1, (byte)'n' })]
    [InlineData("an empty value", new byte[] { 0x0A, 5, 0x0A, 1, (byte)'n', 0x12, 0 })]
    [InlineData("no value", new byte[] { 0x0A, 3, 0x0A, 1, (byte)'n' })]
    [InlineData("a length that is not minimal", new byte[] { 0x0A, 7, 0x0A, 0x81, 0, (byte)'n', 0x12, 1, (byte)'v' })]
    [InlineData("a field more", new byte[] { 0x0A, 8, 0x0A, 1, (byte)'n', 0x12, 1, (byte)'v', 0x18, 1 })]
    [InlineData("cut short", new byte[] { 0x0A, 6, 0x0A, 1, (byte)'n', 0x12, 1 })]
    [InlineData("nothing but a tag", new byte[] { 0x0A })]
    [InlineData("the same name twice", new byte[] { 0x0A, 6, 0x0A, 1, (byte)'n', 0x12, 1, (byte)'v', 0x0A, 6, 0x0A, 1, (byte)'n', 0x12, 1, (byte)'w' })]
    public void Is_not_canonical(string what, byte[] labels) => Assert.True(CanonicalLabels.Measure(labels) == -1, what);

    [Fact]
    public void A_repeated_label_refuses_its_series_and_keeps_the_rest()
    {
        var twice = new Series([("__name__", "x"), ("a", "1"), ("a", "2")], [(5, 1)]);
        var good = new Series([("__name__", "y")], [(5, 2)]);
        _decoder.Decode(Encode([twice, good], sorted: true), _batches);
        BatchEntry entry = Assert.Single(BatchEntry.ReadAll(_batches));
        Assert.Equal("y", entry.Labels.ValueOf("__name__"));
        Rejection<RejectReason> rejection = Assert.Single(_batches.Rejections);
        Assert.Equal((RejectReason.InvalidLabels, 1), (rejection.Reason, rejection.Items));
        Assert.Contains("duplicated label a", rejection.FirstMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_samples_with_one_timestamp_in_a_series_the_first_stays(bool sorted)
    {
        _decoder.Decode(Encode([new Series([("b", "1"), ("__name__", "x")], [(1, 1), (1, 2), (2, 3)])], sorted), _batches);
        Assert.Equal([(1L, BitConverter.DoubleToInt64Bits(1), 0L), (2L, BitConverter.DoubleToInt64Bits(3), 0L)], BatchEntry.ReadAll(_batches).Single().Samples);
        Assert.Equal((2, 1), (_batches.Samples, _batches.RepeatedSamples));
    }

    [Fact]
    public void Histograms_and_exemplars_follow_the_samples()
    {
        ProtoMessage series = new Series([("__name__", "h")], []).LabelFields(sorted: true)
            .Message(3, new ProtoMessage().Message(1, new ProtoMessage().Text(1, "trace_id").Text(2, "abc")).Double(2, 0.5).Int64(3, 7))
            .Message(4, new ProtoMessage().Varint(1, 6).Double(3, 12.5).ZigZag(4, 2).Double(5, 0.001).Varint(6, 1)
                .Message(11, new ProtoMessage().ZigZag(1, -1).Varint(2, 2)).PackedZigZag(12, 2, 1).Int64(15, 9))
            .Message(2, Series.SampleField((5, 1)));
        _decoder.Decode(new ProtoMessage().Message(1, series).ToArray(), _batches);
        BatchEntry entry = Assert.Single(BatchEntry.ReadAll(_batches));
        Assert.Equal((1, 1, 1), (_batches.Samples, _batches.Histograms, _batches.Exemplars));
        Assert.Equal(5, Assert.Single(entry.Samples).Time);
        Assert.Equal([MetricsExtras.ExemplarKind, MetricsExtras.HistogramKind], entry.Extras.Select(extra => extra.Kind));
        NativeHistogram histogram = NativeHistogram.Read(entry.Extras[1].Body.AsSpan(16));
        Assert.Equal(9, BitConverter.ToInt64(entry.Extras[1].Body));
        Assert.Equal((true, 2, 6.0, 12.5), (histogram.IsInteger, histogram.Schema, histogram.Count, histogram.Sum));
        Assert.Equal([2.0, 3.0], histogram.PositiveBuckets);
        Assert.Equal([new BucketSpan(-1, 2)], histogram.PositiveSpans);
    }

    [Fact]
    public void Unpacked_numbers_are_read_like_packed_ones()
    {
        ProtoMessage series = new Series([("__name__", "h")], []).LabelFields(sorted: true)
            .Message(4, new ProtoMessage().Double(2, 3).Message(11, new ProtoMessage().Varint(2, 2)).Double(13, 1).Double(13, 2));
        _decoder.Decode(new ProtoMessage().Message(1, series).ToArray(), _batches);
        NativeHistogram histogram = NativeHistogram.Read(BatchEntry.ReadAll(_batches).Single().Extras.Single().Body.AsSpan(16));
        Assert.Equal([1.0, 2.0], histogram.PositiveBuckets);
        Assert.False(histogram.IsInteger);
    }

    [Fact]
    public void A_histogram_with_a_wrong_count_is_refused_and_the_sample_kept()
    {
        ProtoMessage series = new Series([("__name__", "h")], []).LabelFields(sorted: true).Message(2, Series.SampleField((5, 1))).Message(4, new ProtoMessage().Varint(1, 99));
        _decoder.Decode(new ProtoMessage().Message(1, series).ToArray(), _batches);
        Assert.Equal(RejectReason.InvalidHistogram, Assert.Single(_batches.Rejections).Reason);
        Assert.Equal((1, 0), (_batches.Samples, _batches.Histograms));
    }

    [Fact]
    public void Metadata_goes_to_the_slot_of_its_family()
    {
        _decoder.Decode(new ProtoMessage().Message(3, new ProtoMessage().Varint(1, 1).Text(2, "http_requests_total").Text(4, "Requests.").Text(5, "1")).ToArray(), _batches);
        BatchEntry entry = Assert.Single(BatchEntry.ReadAll(_batches));
        LabelSet family = LabelSet.Of(("__name__", "http_requests_total"));
        Assert.Equal((family, family.Hash, (int)((ulong)family.Hash % 8)), (entry.Labels, entry.Hash, entry.Slot));
        Assert.Equal([1, 9, 0, 0, 0, .. "Requests.1"u8], Assert.Single(entry.Extras).Body);
    }

    [Fact]
    public void Damaged_bytes_fail_as_malformed_and_in_no_other_way() => Gen.Select(Series.Any.Array[1, 5], Gen.Int, Gen.Bool).Sample((series, seed, sorted) =>
    {
        var random = new Random(seed);
        byte[] bytes = Encode(series, sorted);
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

    [Fact]
    public void Random_bytes_fail_as_malformed_and_in_no_other_way() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        _batches.Clear();
        try
        {
            _decoder.Decode(new ProtoMessage().Bytes(1, bytes).ToArray(), _batches);
            _ = BatchEntry.ReadAll(_batches);
        }
        catch (MalformedMessageException)
        {
        }
    }, iter: 20_000, threads: 1);

    private static byte[] Encode(IEnumerable<Series> request, bool sorted)
    {
        var message = new ProtoMessage();
        foreach (Series series in request)
        {
            ProtoMessage fields = series.LabelFields(sorted);
            foreach ((long Time, double Value) sample in series.Samples)
            {
                fields.Message(2, Series.SampleField(sample));
            }

            message.Message(1, fields);
        }

        return message.ToArray();
    }

    private void AssertDecoded(Series[] expected, byte[] message)
    {
        _batches.Clear();
        _decoder.Decode(message, _batches);
        List<BatchEntry> entries = BatchEntry.ReadAll(_batches);
        Assert.Equal(expected.Sum(series => series.Samples.Length), _batches.Samples);
        Assert.Empty(_batches.Rejections);
        Assert.Equal(expected.Length, entries.Count);
        foreach (Series series in expected)
        {
            LabelSet labels = LabelSet.Of(series.Labels);
            BatchEntry entry = entries.First(e => e.Labels == labels);
            entries.Remove(entry);
            Assert.Equal(labels.Hash, entry.Hash);
            Assert.Equal((int)((ulong)labels.Hash % 8), entry.Slot);
            Assert.Equal(series.Samples.Select(s => (s.Time, BitConverter.DoubleToInt64Bits(s.Value), 0L)), entry.Samples);
        }
    }
}
