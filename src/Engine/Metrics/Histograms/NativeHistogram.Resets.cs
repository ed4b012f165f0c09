namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Counter resets. No count of a counter ever falls, and its layout only becomes coarser; everything else means that it started anew.</summary>
public sealed partial class NativeHistogram
{
    /// <summary>Was the counter reset between <paramref name="previous"/> and this sample? The hint decides if it says so; unknown and gauge hints leave it to the numbers.</summary>
    public bool IsResetAfter(NativeHistogram previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        if (ResetHint is ResetHint.Reset or ResetHint.NoReset)
        {
            return ResetHint == ResetHint.Reset;
        }

        if (Count < previous.Count || (UsesCustomBuckets && !previous.UsesCustomBuckets))
        {
            return true;
        }

        if (UsesCustomBuckets && !CustomBounds.AsSpan().SequenceEqual(previous.CustomBounds.AsSpan()))
        {
            return FallsInSharedBounds(previous);
        }

        if (Schema > previous.Schema || ZeroThreshold < previous.ZeroThreshold)
        {
            return true;
        }

        if (Schema == previous.Schema && ZeroThreshold == previous.ZeroThreshold
            && PositiveSpans.AsSpan().SequenceEqual(previous.PositiveSpans.AsSpan()) && NegativeSpans.AsSpan().SequenceEqual(previous.NegativeSpans.AsSpan()))
        {
            return ZeroCount < previous.ZeroCount || AnyFalls(PositiveBuckets.AsSpan(), previous.PositiveBuckets.AsSpan())
                || AnyFalls(NegativeBuckets.AsSpan(), previous.NegativeBuckets.AsSpan());
        }

        return FallsInOtherLayout(previous);
    }

    /// <summary>
    /// The sample as a store keeps it after <paramref name="previous"/> of the same series: what the numbers say about a reset is worked out once, on ingest. The hint
    /// becomes <see cref="ResetHint.NoReset"/> when the counter went on, and unknown when that can't be said; a gauge stays one, and so does a reset that the sender knows of.
    /// </summary>
    public NativeHistogram WithHintAfter(NativeHistogram? previous)
    {
        if (IsStale || ResetHint is ResetHint.Gauge or ResetHint.Reset)
        {
            return this;
        }

        bool wentOn = previous is { IsStale: false, ResetHint: not ResetHint.Gauge } && previous.UsesCustomBuckets == UsesCustomBuckets
            && !WithResetHint(ResetHint.Unknown).IsResetAfter(previous);
        return WithResetHint(wentOn ? ResetHint.NoReset : ResetHint.Unknown);
    }

    private bool FallsInOtherLayout(NativeHistogram previous)
    {
        WorkingHistogram current = new(), before = new();
        current.Load(this);
        before.Load(previous);
        if (!UsesCustomBuckets)
        {
            before.WidenZeroBucket(ZeroThreshold);
            if (before.ZeroThreshold != ZeroThreshold || ZeroCount < before.ZeroCount)
            {
                return true;
            }

            before.ReduceTo(Schema);
            current.DropBucketsInsideZeroBucket();
            before.DropBucketsInsideZeroBucket();
        }

        return AnyFalls(current.Positive, before.Positive) || AnyFalls(current.Negative, before.Negative);
    }

    private bool FallsInSharedBounds(NativeHistogram previous)
    {
        WorkingHistogram current = new(), before = new();
        current.Load(this);
        before.Load(previous);
        double[] kept = [.. CustomBounds.Intersect(previous.CustomBounds)];
        current.RemapBounds(kept);
        before.RemapBounds(kept);
        return AnyFalls(current.Positive, before.Positive);
    }

    private static bool AnyFalls(ReadOnlySpan<double> current, ReadOnlySpan<double> previous)
    {
        for (int i = 0; i < Math.Min(current.Length, previous.Length); i++)
        {
            if (current[i] < previous[i])
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyFalls(BucketList current, BucketList previous)
    {
        int at = 0;
        for (int i = 0; i < previous.Length; i++)
        {
            while (at < current.Length && current.Indexes[at] < previous.Indexes[i])
            {
                at++;
            }

            // A bucket that is gone counts as fallen unless it had nothing.
            bool present = at < current.Length && current.Indexes[at] == previous.Indexes[i];
            if (present ? current.ValueAt(at) < previous.ValueAt(i) : previous.ValueAt(i) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
