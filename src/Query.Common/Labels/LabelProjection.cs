using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.Common.Labels;

/// <summary>
/// Label sets with only some of their labels. Canonical label bytes are label by label in order of the names, so a projection is a copy of the chosen labels' bytes: no text,
/// no sorting. Not thread-safe: the result lives in a buffer that the next call overwrites.
/// </summary>
public sealed class LabelProjection
{
    private readonly byte[][] _names;
    private readonly bool _keep;
    private byte[] _buffer = new byte[256];

    private LabelProjection(IEnumerable<string> names, bool keep)
    {
        _names = [.. names.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        Array.Sort(_names, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        _keep = keep;
    }

    /// <summary>Only these labels.</summary>
    public static LabelProjection Keep(ImmutableArray<string> names) => new(names, keep: true);

    /// <summary>All but these labels.</summary>
    public static LabelProjection Drop(params IEnumerable<string> names) => new(names, keep: false);

    /// <summary>The groups of an aggregation, or the match groups of a binary operation: exactly these labels, or all but these and the metric name.</summary>
    public static LabelProjection Grouping(bool keep, ImmutableArray<string> names) => keep ? Keep(names) : Drop([.. names, LabelSet.MetricName]);

    /// <summary>The projection's canonical bytes; they are overwritten by the next call.</summary>
    public ReadOnlySpan<byte> Project(LabelSet labels)
    {
        if (_keep && _names.Length == 0)
        {
            return default;
        }

        if (labels.Bytes.Length > _buffer.Length)
        {
            _buffer = new byte[2 * labels.Bytes.Length];
        }

        int length = 0, name = 0;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            int order = -1;
            while (name < _names.Length && (order = _names[name].AsSpan().SequenceCompareTo(reader.Name)) < 0)
            {
                name++;
            }

            if ((order == 0 && name < _names.Length) == _keep)
            {
                reader.Label.CopyTo(_buffer.AsSpan(length));
                length += reader.Label.Length;
            }
        }

        return _buffer.AsSpan(0, length);
    }

    /// <summary>The projection in a buffer of its own; the set itself when nothing is left out.</summary>
    public LabelSet Apply(LabelSet labels)
    {
        ReadOnlySpan<byte> projected = Project(labels);
        return projected.Length == labels.Bytes.Length ? labels : new LabelSet(projected.ToArray(), 0, projected.Length);
    }
}
