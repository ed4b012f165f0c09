using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// The binary form, as it travels in batches, log records and chunks. Everything survives bit by bit, NaN payloads included.
/// <code>
/// u8 version | u8 flags | zigzag schema | f64 sum | u8 zero threshold (0: zero, 1..254: 2^(n-243), 255: f64 follows)
/// varint spans, varint buckets of the positive side, the same of the negative side, varint custom bounds (each pair only if its flag is set)
/// spans: zigzag offset, varint length | custom bounds: f64 …
/// counts: all observations, zero bucket, positive buckets, negative buckets
/// </code>
/// Whole counts up to 2^53 (those of integer histograms, and most others) are varints, buckets as zigzag differences to the bucket before; other counts are f64.
/// </summary>
public sealed partial class NativeHistogram
{
    private const byte Version = 1;

    [Flags]
    private enum Parts : byte
    {
        Integer = 1 << 0,
        HintMask = 3 << 1,
        WholeCounts = 1 << 3,
        Positive = 1 << 4,
        Negative = 1 << 5,
        Bounds = 1 << 6,
    }

    /// <summary>How many bytes <see cref="WriteTo"/> writes.</summary>
    public int BinarySize
    {
        get
        {
            var counter = default(HistogramByteWriter);
            Write(ref counter);
            return counter.Length;
        }
    }

    /// <summary>Writes the binary form to the start of <paramref name="destination"/>, which has room for <see cref="BinarySize"/> bytes, and returns how many those are.</summary>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public int WriteTo(Span<byte> destination)
    {
        if (destination.Length < BinarySize)
        {
            throw new ArgumentException("The destination is smaller than the histogram's binary form.", nameof(destination));
        }

        var writer = new HistogramByteWriter(destination);
        Write(ref writer);
        return writer.Length;
    }

    /// <summary>Reads the binary form, which fills <paramref name="source"/> exactly. What it reads may still break the rules of <see cref="Validate"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a histogram's binary form; nothing else is thrown, whatever they are.</exception>
    public static NativeHistogram Read(ReadOnlySpan<byte> source)
    {
        var reader = new HistogramByteReader(source);
        if (reader.Byte() != Version)
        {
            throw new InvalidDataException("unknown version of a histogram's binary form");
        }

        var parts = (Parts)reader.Byte();
        int schema = reader.Int32();
        double sum = reader.Double();
        byte threshold = reader.Byte();
        double zeroThreshold = threshold switch { 0 => 0, 255 => reader.Double(), _ => Math.ScaleB(1, threshold - 243) };

        int countSize = (parts & Parts.WholeCounts) != 0 ? 1 : sizeof(double);
        int positiveSpans = 0, positiveBuckets = 0, negativeSpans = 0, negativeBuckets = 0, bounds = 0;
        if ((parts & Parts.Positive) != 0)
        {
            positiveSpans = reader.Length(2);
            positiveBuckets = reader.Length(countSize);
        }

        if ((parts & Parts.Negative) != 0)
        {
            negativeSpans = reader.Length(2);
            negativeBuckets = reader.Length(countSize);
        }

        if ((parts & Parts.Bounds) != 0)
        {
            bounds = reader.Length(sizeof(double));
        }

        ImmutableArray<BucketSpan> positiveSpanList = ReadSpans(ref reader, positiveSpans), negativeSpanList = ReadSpans(ref reader, negativeSpans);
        double[] customBounds = new double[bounds];
        for (int i = 0; i < customBounds.Length; i++)
        {
            customBounds[i] = reader.Double();
        }

        bool whole = (parts & Parts.WholeCounts) != 0;
        var histogram = new NativeHistogram
        {
            IsInteger = (parts & Parts.Integer) != 0,
            ResetHint = (ResetHint)((int)(parts & Parts.HintMask) >> 1),
            Schema = schema,
            Sum = sum,
            ZeroThreshold = zeroThreshold,
            Count = whole ? reader.WholeCount() : reader.Double(),
            ZeroCount = whole ? reader.WholeCount() : reader.Double(),
            PositiveSpans = positiveSpanList,
            NegativeSpans = negativeSpanList,
            CustomBounds = ImmutableCollectionsMarshal.AsImmutableArray(customBounds),
            PositiveBuckets = ReadBuckets(ref reader, positiveBuckets, whole),
            NegativeBuckets = ReadBuckets(ref reader, negativeBuckets, whole),
        };
        reader.End();
        return histogram;
    }

    private void Write(ref HistogramByteWriter writer)
    {
        bool whole = CountsAreWhole();
        Parts parts = (IsInteger ? Parts.Integer : 0) | (Parts)((int)ResetHint << 1) | (whole ? Parts.WholeCounts : 0)
            | (PositiveSpans.Length + PositiveBuckets.Length > 0 ? Parts.Positive : 0)
            | (NegativeSpans.Length + NegativeBuckets.Length > 0 ? Parts.Negative : 0)
            | (CustomBounds.Length > 0 ? Parts.Bounds : 0);
        writer.Byte(Version);
        writer.Byte((byte)parts);
        writer.Zigzag(Schema);
        writer.Double(Sum);
        WriteZeroThreshold(ref writer);
        if ((parts & Parts.Positive) != 0)
        {
            writer.Varint((ulong)PositiveSpans.Length);
            writer.Varint((ulong)PositiveBuckets.Length);
        }

        if ((parts & Parts.Negative) != 0)
        {
            writer.Varint((ulong)NegativeSpans.Length);
            writer.Varint((ulong)NegativeBuckets.Length);
        }

        if ((parts & Parts.Bounds) != 0)
        {
            writer.Varint((ulong)CustomBounds.Length);
        }

        WriteSpans(ref writer, PositiveSpans);
        WriteSpans(ref writer, NegativeSpans);
        foreach (double bound in CustomBounds)
        {
            writer.Double(bound);
        }

        if (whole)
        {
            writer.Varint((ulong)Count);
            writer.Varint((ulong)ZeroCount);
        }
        else
        {
            writer.Double(Count);
            writer.Double(ZeroCount);
        }

        WriteBuckets(ref writer, PositiveBuckets, whole);
        WriteBuckets(ref writer, NegativeBuckets, whole);
    }

    private void WriteZeroThreshold(ref HistogramByteWriter writer)
    {
        long bits = BitConverter.DoubleToInt64Bits(ZeroThreshold);
        int exponent = (int)(bits >> 52) - 1023;
        bool powerOfTwo = bits > 0 && (bits & 0xF_FFFF_FFFF_FFFF) == 0 && exponent is > -243 and < 12;
        writer.Byte(bits == 0 ? (byte)0 : powerOfTwo ? (byte)(exponent + 243) : (byte)255);
        if (bits != 0 && !powerOfTwo)
        {
            writer.Double(ZeroThreshold);
        }
    }

    private bool CountsAreWhole()
    {
        return IsWhole(Count) && IsWhole(ZeroCount) && AllWhole(PositiveBuckets.AsSpan()) && AllWhole(NegativeBuckets.AsSpan());

        static bool AllWhole(ReadOnlySpan<double> counts)
        {
            foreach (double count in counts)
            {
                if (!IsWhole(count))
                {
                    return false;
                }
            }

            return true;
        }

        // Minus zero is not whole: its sign would be lost.
        static bool IsWhole(double count) =>
            count is >= 0 and <= HistogramByteReader.LargestWholeCount && count == Math.Floor(count) && !double.IsNegative(count);
    }

    private static void WriteSpans(ref HistogramByteWriter writer, ImmutableArray<BucketSpan> spans)
    {
        foreach (BucketSpan span in spans)
        {
            writer.Zigzag(span.Offset);
            writer.Varint(span.Length);
        }
    }

    private static ImmutableArray<BucketSpan> ReadSpans(ref HistogramByteReader reader, int count)
    {
        ImmutableArray<BucketSpan>.Builder spans = ImmutableArray.CreateBuilder<BucketSpan>(count);
        for (int i = 0; i < count; i++)
        {
            spans.Add(new BucketSpan(reader.Int32(), reader.SpanLength()));
        }

        return spans.MoveToImmutable();
    }

    private static void WriteBuckets(ref HistogramByteWriter writer, ImmutableArray<double> buckets, bool whole)
    {
        long previous = 0;
        foreach (double bucket in buckets)
        {
            if (whole)
            {
                writer.Zigzag((long)bucket - previous);
                previous = (long)bucket;
            }
            else
            {
                writer.Double(bucket);
            }
        }
    }

    private static ImmutableArray<double> ReadBuckets(ref HistogramByteReader reader, int count, bool whole)
    {
        double[] buckets = new double[count];
        long previous = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] = whole ? previous = reader.NextWholeCount(previous) : reader.Double();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(buckets);
    }

}
