using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Text;

namespace Orleans.Obs.Engine.Labels;

/// <summary>
/// An immutable set of labels in canonical bytes, a view into a buffer that many sets may share. Canonical: sorted by name (bytewise), no duplicate names, no empty
/// values, each label encoded as remote write 1.0 encodes it (<c>0x0A len 0x0A len name 0x12 len value</c>, minimal varints), so that a well-behaved sender's bytes
/// are canonical as they are. See docs/formats/labels.md.
/// </summary>
public readonly struct LabelSet : IEquatable<LabelSet>, IComparable<LabelSet>
{
    /// <summary>The label that carries the metric name.</summary>
    public const string MetricName = "__name__";

    private readonly byte[]? _buffer;
    private readonly int _offset;
    private readonly int _length;

    /// <summary>A view of canonical bytes that the caller vouches for; the range must not change afterwards.</summary>
    public LabelSet(byte[] buffer, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset + (uint)length, (uint)buffer.Length, nameof(length));
        (_buffer, _offset, _length) = (buffer, offset, length);
    }

    /// <summary>The set without labels.</summary>
    public static LabelSet Empty => default;

    /// <summary>True when there are no labels.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The canonical bytes.</summary>
    public ReadOnlySpan<byte> Bytes => new(_buffer, _offset, _length);

    /// <summary>The hash that names the series everywhere: XxHash128 of the canonical bytes.</summary>
    public UInt128 Hash => XxHash128.HashToUInt128(Bytes);

    /// <summary>Builds a set from names and values in any order; later duplicates replace earlier ones, empty values are left out.</summary>
    public static LabelSet Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in labels)
        {
            builder.Set(name, value);
        }

        return builder.ToLabelSet();
    }

    /// <summary>Walks the labels in order of their names.</summary>
    public LabelReader GetReader() => new(Bytes);

    /// <summary>The value of a label; empty when the set lacks it (the same thing in the data model).</summary>
    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> name)
    {
        LabelReader reader = GetReader();
        while (reader.Read())
        {
            int order = reader.Name.SequenceCompareTo(name);
            if (order >= 0)
            {
                return order == 0 ? reader.Value : default;
            }
        }

        return default;
    }

    /// <summary>The value of a label as text; empty when the set lacks it.</summary>
    public string ValueOf(string name) => Encoding.UTF8.GetString(ValueOf(Encoding.UTF8.GetBytes(name)));

    /// <inheritdoc/>
    public bool Equals(LabelSet other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is LabelSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)XxHash3.HashToUInt64(Bytes));

    /// <summary>Prometheus' order: label by label, name before value, bytewise; a set that ends first comes first.</summary>
    public int CompareTo(LabelSet other)
    {
        LabelReader mine = GetReader(), theirs = other.GetReader();
        while (true)
        {
            bool more = mine.Read(), theyHaveMore = theirs.Read();
            if (!more || !theyHaveMore)
            {
                return more.CompareTo(theyHaveMore);
            }

            int order = mine.Name.SequenceCompareTo(theirs.Name);
            if (order == 0)
            {
                order = mine.Value.SequenceCompareTo(theirs.Value);
            }

            if (order != 0)
            {
                return order;
            }
        }
    }

    /// <summary>As Prometheus prints it: <c>{__name__="up", job="x"}</c> with Go-quoted values.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        LabelReader reader = GetReader();
        while (reader.Read())
        {
            if (text.Length > 1)
            {
                text.Append(", ");
            }

            text.Append(Encoding.UTF8.GetString(reader.Name)).Append("=\"");
            text.Append(Encoding.UTF8.GetString(reader.Value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(LabelSet left, LabelSet right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(LabelSet left, LabelSet right) => !left.Equals(right);

    /// <summary>Prometheus' order.</summary>
    public static bool operator <(LabelSet left, LabelSet right) => left.CompareTo(right) < 0;

    /// <summary>Prometheus' order.</summary>
    public static bool operator >(LabelSet left, LabelSet right) => left.CompareTo(right) > 0;

    /// <summary>Prometheus' order.</summary>
    public static bool operator <=(LabelSet left, LabelSet right) => left.CompareTo(right) <= 0;

    /// <summary>Prometheus' order.</summary>
    public static bool operator >=(LabelSet left, LabelSet right) => left.CompareTo(right) >= 0;
}
