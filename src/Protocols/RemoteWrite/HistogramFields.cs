using System.Collections.Immutable;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>A Histogram message of either version. Whole counts arrive as differences from bucket to bucket, float counts as they are; which it is, the field of the count says.</summary>
internal readonly record struct HistogramFields(long Timestamp, long StartTimestamp, NativeHistogram Histogram)
{
    /// <summary>Far above any real histogram; keeps a small body from becoming large arrays.</summary>
    private const int MaxBuckets = 1 << 16;

    public static HistogramFields Decode(ReadOnlySpan<byte> message)
    {
        long timestamp = 0, start = 0;
        bool isFloat = false;
        ulong wholeCount = 0, wholeZeroCount = 0;
        double floatCount = 0, floatZeroCount = 0, sum = 0, zeroThreshold = 0;
        int schema = 0, hint = 0;
        Buckets positive = default, negative = default;
        List<double>? bounds = null;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    (wholeCount, isFloat) = (reader.ReadVarint(), false);
                    break;
                case 2 << 3 | 1:
                    (floatCount, isFloat) = (reader.ReadDouble(), true);
                    break;
                case 3 << 3 | 1:
                    sum = reader.ReadDouble();
                    break;
                case 4 << 3:
                    schema = reader.ReadSInt32();
                    break;
                case 5 << 3 | 1:
                    zeroThreshold = reader.ReadDouble();
                    break;
                case 6 << 3:
                    wholeZeroCount = reader.ReadVarint();
                    break;
                case 7 << 3 | 1:
                    floatZeroCount = reader.ReadDouble();
                    break;
                case 8 << 3 | 2:
                    negative.AddSpan(reader.ReadBytes());
                    break;
                case 9 << 3 | 2 or 9 << 3:
                    negative.AddDeltas(ref reader, packed: tag == (9 << 3 | 2));
                    break;
                case 10 << 3 | 2 or 10 << 3 | 1:
                    AddDoubles(ref negative.Counts, ref reader, packed: tag == (10 << 3 | 2));
                    break;
                case 11 << 3 | 2:
                    positive.AddSpan(reader.ReadBytes());
                    break;
                case 12 << 3 | 2 or 12 << 3:
                    positive.AddDeltas(ref reader, packed: tag == (12 << 3 | 2));
                    break;
                case 13 << 3 | 2 or 13 << 3 | 1:
                    AddDoubles(ref positive.Counts, ref reader, packed: tag == (13 << 3 | 2));
                    break;
                case 14 << 3:
                    hint = (int)reader.ReadVarint();
                    break;
                case 15 << 3:
                    timestamp = reader.ReadInt64();
                    break;
                case 16 << 3 | 2 or 16 << 3 | 1:
                    AddDoubles(ref bounds, ref reader, packed: tag == (16 << 3 | 2));
                    break;
                case 17 << 3:
                    start = reader.ReadInt64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        var histogram = new NativeHistogram
        {
            IsInteger = !isFloat,
            ResetHint = hint is >= 0 and <= 3 ? (ResetHint)hint : ResetHint.Unknown,
            Schema = schema,
            ZeroThreshold = zeroThreshold,
            ZeroCount = isFloat ? floatZeroCount : wholeZeroCount,
            Count = isFloat ? floatCount : wholeCount,
            Sum = sum,
            PositiveSpans = [.. positive.Spans ?? []],
            NegativeSpans = [.. negative.Spans ?? []],
            PositiveBuckets = positive.ToCounts(isFloat),
            NegativeBuckets = negative.ToCounts(isFloat),
            CustomBounds = [.. bounds ?? []],
        };
        return new HistogramFields(timestamp, start, histogram);
    }

    private static void AddDoubles(ref List<double>? values, ref ProtoReader reader, bool packed)
    {
        values ??= [];
        if (!packed)
        {
            AddWithinLimit(values, reader.ReadDouble());
            return;
        }

        ReadOnlySpan<byte> content = reader.ReadBytes();
        var inner = new ProtoReader(content);
        while (inner.Position < content.Length)
        {
            AddWithinLimit(values, inner.ReadDouble());
        }
    }

    private static void AddWithinLimit<T>(List<T> items, T item)
    {
        if (items.Count == MaxBuckets)
        {
            throw new MalformedMessageException($"a histogram has more than {MaxBuckets} buckets");
        }

        items.Add(item);
    }

    /// <summary>One side of a histogram as it accumulates.</summary>
    private struct Buckets
    {
        public List<BucketSpan>? Spans;
        public List<double>? Counts;
        private List<long>? _deltas;

        public void AddSpan(ReadOnlySpan<byte> message)
        {
            int offset = 0;
            uint length = 0;
            var reader = new ProtoReader(message);
            while (reader.ReadTag() is uint tag and not 0)
            {
                switch (tag)
                {
                    case 1 << 3:
                        offset = reader.ReadSInt32();
                        break;
                    case 2 << 3:
                        length = (uint)reader.ReadVarint();
                        break;
                    default:
                        reader.Skip(tag);
                        break;
                }
            }

            AddWithinLimit(Spans ??= [], new BucketSpan(offset, length));
        }

        public void AddDeltas(ref ProtoReader reader, bool packed)
        {
            _deltas ??= [];
            if (!packed)
            {
                AddWithinLimit(_deltas, reader.ReadSInt64());
                return;
            }

            ReadOnlySpan<byte> content = reader.ReadBytes();
            var inner = new ProtoReader(content);
            while (inner.Position < content.Length)
            {
                AddWithinLimit(_deltas, inner.ReadSInt64());
            }
        }

        /// <summary>Absolute counts. Fields of the other kind don't count.</summary>
        public readonly ImmutableArray<double> ToCounts(bool isFloat)
        {
            if (isFloat)
            {
                return [.. Counts ?? []];
            }

            var counts = ImmutableArray.CreateBuilder<double>(_deltas?.Count ?? 0);
            long count = 0;
            foreach (long delta in _deltas ?? [])
            {
                count = unchecked(count + delta);
                counts.Add(count);
            }

            return counts.MoveToImmutable();
        }
    }
}
