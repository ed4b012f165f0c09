using System.Numerics;
using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// The ascending series numbers that carry one label pair, in the smallest of three forms: gaps (each gap to the number before, minus one, as a varint), runs
/// (gap before the run,
/// length of the run minus one), or a bitmap (byte i, bit j: series 8 i + j).
/// </summary>
internal static class Postings
{
    public const int Gaps = 0, Runs = 1, Bits = 2;

    /// <summary>Writes the series and returns the form that was chosen.</summary>
    public static int Write(BlockByteWriter destination, ReadOnlySpan<int> series)
    {
        int gapBytes = 0, runBytes = 0, before = -1, runStart = -1, end = -1;
        foreach (int one in series)
        {
            gapBytes += SizeOf(one - before - 1);
            before = one;
            if (one != end || runStart < 0)
            {
                runBytes += runStart < 0 ? SizeOf(one) : SizeOf(one - end) + SizeOf(end - runStart - 1);
                runStart = one;
            }

            end = one + 1;
        }

        runBytes += SizeOf(end - runStart - 1);
        int bitBytes = (series[^1] >> 3) + 1;
        if (gapBytes <= runBytes && gapBytes <= bitBytes)
        {
            WriteGaps(destination, series);
            return Gaps;
        }

        if (runBytes <= bitBytes)
        {
            WriteRuns(destination, series);
            return Runs;
        }

        Span<byte> bits = destination.GetSpan(bitBytes)[..bitBytes];
        bits.Clear();
        foreach (int one in series)
        {
            bits[one >> 3] |= (byte)(1 << (one & 7));
        }

        destination.Advance(bitBytes);
        return Bits;
    }

    /// <summary>Adds the <paramref name="count"/> series that the bytes hold to a set.</summary>
    public static void AddTo(SeriesBitmap set, int form, int count, ref BlockByteReader bytes)
    {
        var walk = new Walk(set.SeriesCount, form, count);
        while (walk.Next(ref bytes, out int first, out int end))
        {
            set.AddRange(first, end);
        }
    }

    /// <summary>Is at least one of the series in the set?</summary>
    public static bool Intersects(SeriesBitmap set, int form, int count, ref BlockByteReader bytes)
    {
        var walk = new Walk(set.SeriesCount, form, count);
        while (walk.Next(ref bytes, out int first, out int end))
        {
            if (set.NextFrom(first) < end)
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteGaps(BlockByteWriter destination, ReadOnlySpan<int> series)
    {
        int before = -1;
        foreach (int one in series)
        {
            destination.WriteVarint(one - before - 1);
            before = one;
        }
    }

    private static void WriteRuns(BlockByteWriter destination, ReadOnlySpan<int> series)
    {
        int end = 0;
        for (int i = 0; i < series.Length;)
        {
            int start = i++;
            while (i < series.Length && series[i] == series[i - 1] + 1)
            {
                i++;
            }

            destination.WriteVarint(series[start] - end);
            destination.WriteVarint(i - start - 1);
            end = series[i - 1] + 1;
        }
    }

    private static int SizeOf(int value) => (38 - BitOperations.LeadingZeroCount((uint)value | 1)) / 7;

    /// <summary>Walks the series as ranges, checking every number against the block's series count.</summary>
    private struct Walk(int seriesCount, int form, int count)
    {
        private int _left = count;
        private int _end;

        public bool Next(ref BlockByteReader bytes, out int first, out int end)
        {
            first = end = 0;
            if (_left == 0)
            {
                return false;
            }

            int length = 1;
            switch (form)
            {
                case Gaps:
                    first = _end + bytes.ReadInt(seriesCount);
                    break;
                case Runs:
                    first = _end + bytes.ReadInt(seriesCount);
                    length = bytes.ReadInt(seriesCount) + 1;
                    break;
                case Bits:
                    first = NextBit(ref bytes);
                    break;
                default:
                    throw bytes.Corrupt($"postings of unknown form {form}");
            }

            end = first + length;
            if (end > seriesCount || length > _left)
            {
                throw bytes.Corrupt("postings name more series than there are");
            }

            _end = end;
            _left -= length;
            return true;
        }

        private int _bitsAt;
        private int _bits;

        private int NextBit(ref BlockByteReader bytes)
        {
            while (_bits == 0)
            {
                _bits = bytes.ReadBytes(1)[0];
                _bitsAt += 8;
            }

            int bit = BitOperations.TrailingZeroCount(_bits);
            _bits &= _bits - 1;
            return _bitsAt - 8 + bit;
        }
    }
}
