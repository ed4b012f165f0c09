using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Protocols.Tests.RemoteRead;

/// <summary>Reads Prometheus' chunks bit by bit, as its documentation describes them: the reference to hold the writers against.</summary>
internal sealed class ChunkReader(byte[] chunk)
{
    private readonly int _samples = (chunk[0] << 8) | chunk[1];
    private int _bit = 16;

    public List<(long Time, double Value)> Floats()
    {
        List<(long, double)> samples = [];
        long time = 0, delta = 0;
        var value = new XorState();
        for (int i = 0; i < _samples; i++)
        {
            if (i == 0)
            {
                time = ZigZag(UVarint());
                value.Value = Double();
            }
            else
            {
                delta = i == 1 ? (long)UVarint() : delta + DeltaOfDelta();
                time += delta;
                Xor(value);
            }

            samples.Add((time, value.Value));
        }

        return samples;
    }

    public List<(long Time, NativeHistogram Histogram)> Histograms(bool integers)
    {
        byte head = (byte)Bits(8);
        byte threshold = (byte)Bits(8);
        double zeroThreshold = threshold switch { 0 => 0, 255 => Double(), _ => Math.ScaleB(0.5, threshold - 243) };
        int schema = (int)Varbit();
        BucketSpan[] positive = Spans(), negative = Spans();
        double[] bounds = schema == NativeHistogram.CustomBucketsSchema ? Bounds() : [];
        int positives = positive.Sum(span => (int)span.Length), negatives = negative.Sum(span => (int)span.Length);
        List<(long, NativeHistogram)> samples = [];
        long time = 0, delta = 0;
        long[] numbers = new long[2 + positives + negatives], steps = new long[numbers.Length];
        XorState[] doubles = [.. Enumerable.Range(0, 3 + positives + negatives).Select(_ => new XorState())];
        for (int i = 0; i < _samples; i++)
        {
            if (i == 0)
            {
                time = Varbit();
            }
            else
            {
                delta += Varbit();
                time += delta;
            }

            if (integers)
            {
                for (int n = 0; n < numbers.Length; n++)
                {
                    if (i == 0)
                    {
                        numbers[n] = n < 2 ? (long)UVarbit() : Varbit();
                    }
                    else
                    {
                        steps[n] += Varbit();
                        numbers[n] += steps[n];
                    }

                    if (n == 1)
                    {
                        Next(doubles[2], i == 0);
                    }
                }
            }
            else
            {
                foreach (XorState state in doubles)
                {
                    Next(state, i == 0);
                }
            }

            samples.Add((time, new NativeHistogram
            {
                IsInteger = integers,
                ResetHint = i > 0 && head >> 6 != 3 ? ResetHint.NoReset : (head >> 6) switch { 2 => ResetHint.Reset, 1 => ResetHint.NoReset, 3 => ResetHint.Gauge, _ => ResetHint.Unknown },
                Schema = schema,
                ZeroThreshold = zeroThreshold,
                Count = integers ? numbers[0] : doubles[0].Value,
                ZeroCount = integers ? numbers[1] : doubles[1].Value,
                Sum = doubles[2].Value,
                PositiveSpans = [.. positive],
                NegativeSpans = [.. negative],
                PositiveBuckets = integers ? [.. Sums(numbers.AsSpan(2, positives))] : [.. doubles.Skip(3).Take(positives).Select(state => state.Value)],
                NegativeBuckets = integers ? [.. Sums(numbers.AsSpan(2 + positives))] : [.. doubles.Skip(3 + positives).Select(state => state.Value)],
                CustomBounds = [.. bounds],
            }));
        }

        return samples;
    }

    private static double[] Sums(ReadOnlySpan<long> deltas)
    {
        double[] sums = new double[deltas.Length];
        long sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = sum += deltas[i];
        }

        return sums;
    }

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private ulong Bits(int count)
    {
        ulong bits = 0;
        for (; count > 0; count--, _bit++)
        {
            bits = (bits << 1) | (uint)((chunk[_bit / 8] >> (7 - (_bit % 8))) & 1);
        }

        return bits;
    }

    private double Double() => BitConverter.UInt64BitsToDouble(Bits(64));

    private ulong UVarint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            ulong next = Bits(8);
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private long DeltaOfDelta()
    {
        int[] sizes = [0, 14, 17, 20, 64];
        int @class = 0;
        while (@class < 4 && Bits(1) == 1)
        {
            @class++;
        }

        return Signed(sizes[@class]);
    }

    private long Varbit() => Signed(VarbitSize());

    private ulong UVarbit() => Bits(VarbitSize());

    private int VarbitSize()
    {
        int[] sizes = [0, 3, 6, 9, 12, 18, 25, 56, 64];
        int @class = 0;
        while (@class < 8 && Bits(1) == 1)
        {
            @class++;
        }

        return sizes[@class];
    }

    private long Signed(int size)
    {
        ulong bits = Bits(size);
        return size is > 0 and < 64 && bits > 1UL << (size - 1) ? (long)bits - (1L << size) : (long)bits;
    }

    private BucketSpan[] Spans()
    {
        var spans = new BucketSpan[UVarbit()];
        for (int i = 0; i < spans.Length; i++)
        {
            uint length = (uint)UVarbit();
            spans[i] = new BucketSpan((int)Varbit(), length);
        }

        return spans;
    }

    private double[] Bounds()
    {
        double[] bounds = new double[UVarbit()];
        for (int i = 0; i < bounds.Length; i++)
        {
            ulong thousandths = UVarbit();
            bounds[i] = thousandths == 0 ? Double() : (thousandths - 1) / 1000.0;
        }

        return bounds;
    }

    private void Next(XorState state, bool first)
    {
        if (first)
        {
            state.Value = Double();
        }
        else
        {
            Xor(state);
        }
    }

    private void Xor(XorState state)
    {
        if (Bits(1) == 0)
        {
            return;
        }

        if (Bits(1) == 1)
        {
            state.Leading = (int)Bits(5);
            int width = (int)Bits(6);
            state.Width = width == 0 ? 64 : width;
        }

        ulong xor = Bits(state.Width) << (64 - state.Leading - state.Width);
        state.Value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(state.Value) ^ xor);
    }

    private sealed class XorState
    {
        public double Value { get; set; }

        public int Leading { get; set; }

        public int Width { get; set; }
    }
}
