using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Obs.Engine.Metrics.Histograms;
using Snappier;

namespace Orleans.Obs.Conformance.Http;

/// <summary>Builds remote write 1.0 requests of a suite's series: protobuf, then a snappy block.</summary>
internal static class RemoteWriteBody
{
    public static byte[] Of(JsonArray series)
    {
        var request = new Message();
        foreach (JsonObject one in series.OfType<JsonObject>())
        {
            request.Nested(1, message => WriteSeries(message, one));
        }

        return Snappy.CompressToArray(request.ToArray());
    }

    private static void WriteSeries(Message message, JsonObject series)
    {
        WriteLabels(message, series["labels"]!.AsObject());
        foreach ((long milliseconds, double value) in SuiteSamples.Of(series))
        {
            message.Nested(2, sample => sample.Double(1, value).Integer(2, milliseconds));
        }

        foreach (JsonObject exemplar in series["exemplars"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            message.Nested(3, nested =>
            {
                WriteLabels(nested, exemplar["labels"]!.AsObject());
                nested.Double(2, SuiteSamples.Number(exemplar["value"]!)).Integer(3, SuiteSamples.Milliseconds(exemplar["ms"]!));
            });
        }

        foreach (JsonObject notation in series["histograms"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            message.Nested(4, nested => WriteHistogram(nested, notation));
        }
    }

    private static void WriteLabels(Message message, JsonObject labels)
    {
        foreach (KeyValuePair<string, JsonNode?> label in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            message.Nested(1, nested => nested.Text(1, label.Key).Text(2, (string)label.Value!));
        }
    }

    private static void WriteHistogram(Message message, JsonObject notation)
    {
        (long milliseconds, NativeHistogram histogram) = SuiteSamples.Histogram(notation);
        if (histogram.IsInteger)
        {
            message.Integer(1, (long)histogram.Count).Integer(6, (long)histogram.ZeroCount);
        }
        else
        {
            message.Double(2, histogram.Count).Double(7, histogram.ZeroCount);
        }

        message.Double(3, histogram.Sum).Integer(4, Message.Zigzag(histogram.Schema)).Double(5, histogram.ZeroThreshold);
        WriteBuckets(message, histogram, histogram.NegativeSpans, histogram.NegativeBuckets, 8);
        WriteBuckets(message, histogram, histogram.PositiveSpans, histogram.PositiveBuckets, 11);
        message.Integer(14, (long)histogram.ResetHint).Integer(15, milliseconds);
        if (histogram.UsesCustomBuckets)
        {
            message.Nested(16, nested => nested.PackedDoubles(histogram.CustomBounds));
        }
    }

    private static void WriteBuckets(Message message, NativeHistogram histogram, IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> buckets, int field)
    {
        foreach (BucketSpan span in spans)
        {
            message.Nested(field, nested => nested.Integer(1, Message.Zigzag(span.Offset)).Integer(2, span.Length));
        }

        if (!histogram.IsInteger)
        {
            message.Nested(field + 2, nested => nested.PackedDoubles(buckets));
            return;
        }

        message.Nested(field + 1, nested =>
        {
            long last = 0;
            foreach (double bucket in buckets)
            {
                nested.Varint((ulong)Message.Zigzag((long)bucket - last));
                last = (long)bucket;
            }
        });
    }

    /// <summary>A protobuf message under construction.</summary>
    private sealed class Message
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

        public static long Zigzag(long value) => (value << 1) ^ (value >> 63);

        public Message Nested(int field, Action<Message> write)
        {
            var nested = new Message();
            write(nested);
            return Bytes(field, nested.ToArray());
        }

        public Message Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

        public Message Integer(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Message Double(int field, double value)
        {
            Varint((ulong)field << 3 | 1);
            _bytes.Write(BitConverter.GetBytes(BitConverter.DoubleToInt64Bits(value)));
            return this;
        }

        public void PackedDoubles(IEnumerable<double> values)
        {
            foreach (double value in values)
            {
                _bytes.Write(BitConverter.GetBytes(BitConverter.DoubleToInt64Bits(value)));
            }
        }

        public void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.Write([(byte)(value | 0x80)]);
            }

            _bytes.Write([(byte)value]);
        }

        private Message Bytes(int field, byte[] bytes)
        {
            Varint((ulong)field << 3 | 2);
            Varint((ulong)bytes.Length);
            _bytes.Write(bytes);
            return this;
        }
    }
}
