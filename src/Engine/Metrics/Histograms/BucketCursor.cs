using System.Collections.Immutable;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Walks the buckets that spans describe, upward or downward; <paramref name="buckets"/> bounds the walk should the spans promise more.</summary>
internal struct BucketCursor(ImmutableArray<BucketSpan> spans, int buckets, bool downward)
{
    private int _span = downward ? spans.Length : -1;
    private uint _left;
    private int _next = downward ? EndOf(spans) : 0;

    /// <summary>The bucket's place in the array of counts.</summary>
    public int Position { get; private set; } = downward ? buckets : -1;

    /// <summary>The bucket's index in its schema.</summary>
    public int Index { get; private set; }

    public bool Next()
    {
        while (_left == 0)
        {
            if (downward ? --_span < 0 : ++_span >= spans.Length)
            {
                return false;
            }

            _left = spans[_span].Length;
            _next = unchecked(_next + (downward ? (_span + 1 < spans.Length ? -spans[_span + 1].Offset : 0) : spans[_span].Offset));
        }

        _left--;
        Position += downward ? -1 : 1;
        if ((uint)Position >= (uint)buckets)
        {
            return false;
        }

        Index = unchecked(downward ? --_next : _next++);
        return true;
    }

    private static int EndOf(ImmutableArray<BucketSpan> spans)
    {
        int end = 0;
        foreach (BucketSpan span in spans)
        {
            end = unchecked(end + span.Offset + (int)span.Length);
        }

        return end;
    }
}
