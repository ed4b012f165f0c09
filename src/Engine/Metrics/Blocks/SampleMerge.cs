using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Merges one series' parts into one run of samples. Parts whose time ranges do not touch, the usual case, are decoded one behind the other straight into the
/// destination; only parts that
/// overlap go through scratch buffers. Reusable; not thread-safe.
/// </summary>
internal sealed class SampleMerge(IReadOnlyList<SeriesDeletion> deletions)
{
    private readonly List<LayerPart> _byTime = [];
    private SampleBuffer? _one;
    private SampleBuffer? _other;
    private SampleBuffer? _sum;

    /// <summary>Appends the samples of the range; <paramref name="parts"/> are all prepared.</summary>
    public void Append(LabelSet labels, ReadOnlySpan<LayerPart> parts, long minTime, long maxTime, SampleBuffer destination)
    {
        if (AreInOrder(parts))
        {
            foreach (LayerPart part in parts)
            {
                AppendPart(labels, part, minTime, maxTime, destination);
            }

            return;
        }

        _byTime.Clear();
        _byTime.AddRange(parts);
        _byTime.Sort(static (left, right) => left.Layer.RangeOf(left.Series).MinTime.CompareTo(right.Layer.RangeOf(right.Series).MinTime));
        for (int i = 0; i < _byTime.Count;)
        {
            long end = _byTime[i].Layer.RangeOf(_byTime[i].Series).MaxTime;
            int next = i + 1;
            for (; next < _byTime.Count && _byTime[next].Layer.RangeOf(_byTime[next].Series) is var range && range.MinTime <= end; next++)
            {
                end = Math.Max(end, range.MaxTime);
            }

            if (next == i + 1)
            {
                AppendPart(labels, _byTime[i], minTime, maxTime, destination);
            }
            else
            {
                AppendOverlapping(labels, i, next - i, minTime, maxTime, destination);
            }

            i = next;
        }
    }

    /// <summary>Do the parts follow each other in time, without touching?</summary>
    public static bool AreInOrder(ReadOnlySpan<LayerPart> parts)
    {
        long end = long.MinValue;
        for (int i = 0; i < parts.Length && parts.Length > 1; i++)
        {
            (long minTime, long maxTime) = parts[i].Layer.RangeOf(parts[i].Series);
            if (i > 0 && minTime <= end)
            {
                return false;
            }

            end = maxTime;
        }

        return true;
    }

    private void AppendOverlapping(LabelSet labels, int first, int count, long minTime, long maxTime, SampleBuffer destination)
    {
        SampleBuffer sum = _sum ??= new SampleBuffer(), one = _one ??= new SampleBuffer(), other = _other ??= new SampleBuffer();
        _byTime.Sort(first, count, Comparer<LayerPart>.Create(static (left, right) => left.Layer.Sequence.CompareTo(right.Layer.Sequence)));
        sum.Clear();
        for (int i = first; i < first + count; i++)
        {
            one.Clear();
            AppendPart(labels, _byTime[i], minTime, maxTime, one);
            other.Clear();
            SampleColumns.AppendMerged(sum, one, i == first + count - 1 ? destination : other);
            (sum, other) = (other, sum);
        }

        (_sum, _other) = (sum, other);
    }

    private void AppendPart(LabelSet labels, LayerPart part, long minTime, long maxTime, SampleBuffer destination)
    {
        int from = destination.Count;
        part.Layer.Append(part.Series, minTime, maxTime, destination);
        foreach (SeriesDeletion deletion in deletions)
        {
            if (part.Layer.Sequence < deletion.Sequence && deletion.MinTime <= maxTime && deletion.MaxTime >= minTime && destination.Count > from
                && deletion.Covers(labels))
            {
                SampleColumns.Remove(destination, from, deletion.MinTime, deletion.MaxTime);
            }
        }
    }
}
