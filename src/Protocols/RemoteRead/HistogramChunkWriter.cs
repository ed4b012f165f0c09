using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>
/// Writes native histograms of one layout as a Prometheus chunk: those with integer counts as deltas of deltas, of float counts as XORs. Stale ones, which have no buckets, stand in
/// chunks of their own.
/// </summary>
internal static class HistogramChunkWriter
{
    /// <summary>Writes the samples, at least one, in order of time; each <see cref="HistogramChunkLayout.Continues"/> the first.</summary>
    public static void Write(ChunkBits bits, ReadOnlySpan<long> timestamps, ReadOnlySpan<NativeHistogram?> histograms)
    {
        NativeHistogram first = histograms[0]!;
        bits.Begin();
        bits.SetCount(timestamps.Length);
        HistogramChunkLayout.Write(bits, first.IsStale ? new NativeHistogram { ResetHint = first.ResetHint } : first);
        if (first.IsInteger)
        {
            WriteIntegers(bits, timestamps, histograms);
        }
        else
        {
            WriteFloats(bits, timestamps, histograms);
        }
    }

    private static void WriteIntegers(ChunkBits bits, ReadOnlySpan<long> timestamps, ReadOnlySpan<NativeHistogram?> histograms)
    {
        NativeHistogram first = histograms[0]!;
        int numbers = 2 + Buckets(first);
        // Counts, zero counts and, as differences to the bucket before, buckets: the sample before, and its distance to the one before that.
        long[] last = new long[numbers], step = new long[numbers], next = new long[numbers];
        Gather(first, last);
        bits.WriteVarbit(timestamps[0]);
        bits.WriteVarbit((ulong)last[0]);
        bits.WriteVarbit((ulong)last[1]);
        bits.Write(first.Sum);
        foreach (long bucket in last.AsSpan(2))
        {
            bits.WriteVarbit(bucket);
        }

        ChunkXor sum = ChunkXor.After(first.Sum);
        long delta = 0;
        for (int i = 1; i < timestamps.Length; i++)
        {
            NativeHistogram histogram = histograms[i]!;
            Gather(histogram, next);
            long distance = timestamps[i] - timestamps[i - 1];
            bits.WriteVarbit(distance - delta);
            delta = distance;
            for (int n = 0; n < numbers; n++)
            {
                long change = next[n] - last[n];
                bits.WriteVarbit(change - step[n]);
                (last[n], step[n]) = (next[n], change);
                if (n == 1)
                {
                    sum.Write(bits, histogram.Sum);
                }
            }
        }
    }

    private static void WriteFloats(ChunkBits bits, ReadOnlySpan<long> timestamps, ReadOnlySpan<NativeHistogram?> histograms)
    {
        NativeHistogram first = histograms[0]!;
        double[] numbers = new double[3 + Buckets(first)];
        Gather(first, numbers);
        bits.WriteVarbit(timestamps[0]);
        var sequences = new ChunkXor[numbers.Length];
        for (int n = 0; n < numbers.Length; n++)
        {
            bits.Write(numbers[n]);
            sequences[n] = ChunkXor.After(numbers[n]);
        }

        long delta = 0;
        for (int i = 1; i < timestamps.Length; i++)
        {
            Gather(histograms[i]!, numbers);
            long distance = timestamps[i] - timestamps[i - 1];
            bits.WriteVarbit(distance - delta);
            delta = distance;
            for (int n = 0; n < numbers.Length; n++)
            {
                sequences[n].Write(bits, numbers[n]);
            }
        }
    }

    private static int Buckets(NativeHistogram histogram) => histogram.IsStale ? 0 : histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length;

    private static void Gather(NativeHistogram histogram, Span<long> numbers)
    {
        if (histogram.IsStale)
        {
            numbers.Clear();
            return;
        }

        (numbers[0], numbers[1]) = ((long)histogram.Count, (long)histogram.ZeroCount);
        int at = 2;
        long last = 0;
        foreach (double bucket in histogram.PositiveBuckets)
        {
            numbers[at++] = (long)bucket - last;
            last = (long)bucket;
        }

        last = 0;
        foreach (double bucket in histogram.NegativeBuckets)
        {
            numbers[at++] = (long)bucket - last;
            last = (long)bucket;
        }
    }

    private static void Gather(NativeHistogram histogram, Span<double> numbers)
    {
        numbers.Clear();
        numbers[2] = histogram.Sum;
        if (histogram.IsStale)
        {
            return;
        }

        (numbers[0], numbers[1]) = (histogram.Count, histogram.ZeroCount);
        histogram.PositiveBuckets.CopyTo(numbers[3..]);
        histogram.NegativeBuckets.CopyTo(numbers[(3 + histogram.PositiveBuckets.Length)..]);
    }
}
