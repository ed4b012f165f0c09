using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>
/// Brings labels that arrive in any order into canonical bytes, without allocating once its memory has grown: names and values are ranges of the message, sorted by
/// name; empty values are left out, empty and repeated names are errors. Reusable, not thread-safe.
/// </summary>
internal sealed class LabelCollector
{
    /// <summary>Far above any real series; keeps a small body from becoming a large table.</summary>
    private const int MaxLabels = 1 << 14;

    private readonly Comparison<LabelRange> _byName;
    private LabelRange[] _labels = new LabelRange[32];
    private byte[] _canonical = new byte[1024];
    private ReadOnlyMemory<byte> _message;
    private int _count;

    public LabelCollector() => _byName = (left, right) => NameOf(left).SequenceCompareTo(NameOf(right));

    /// <summary>The canonical bytes of the last successful <see cref="Canonicalize"/>, valid until the next.</summary>
    public LabelSet Labels { get; private set; }

    /// <summary>Starts over with labels that are ranges of <paramref name="message"/>.</summary>
    public void Reset(ReadOnlyMemory<byte> message)
    {
        _message = message;
        _count = 0;
    }

    /// <summary>Adds a label.</summary>
    public void Add(LabelRange label)
    {
        if (_count == MaxLabels)
        {
            throw new MalformedMessageException($"a series has more than {MaxLabels} labels");
        }

        if (_count == _labels.Length)
        {
            Array.Resize(ref _labels, _count * 2);
        }

        _labels[_count++] = label;
    }

    /// <summary>Makes <see cref="Labels"/> out of what was added; null, or what is wrong with the labels.</summary>
    public string? Canonicalize()
    {
        Sort();
        int at = 0;
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<byte> name = NameOf(_labels[i]);
            if (_labels[i].ValueLength == 0)
            {
                continue;
            }

            if (name.IsEmpty)
            {
                return $"invalid metric name or labels, got {this}";
            }

            if (i > 0 && _labels[i - 1].ValueLength > 0 && name.SequenceEqual(NameOf(_labels[i - 1])))
            {
                return $"invalid labels for series, labels {this}, duplicated label {Encoding.UTF8.GetString(name)}";
            }

            int room = 16 + name.Length + _labels[i].ValueLength;
            if (_canonical.Length - at < room)
            {
                Array.Resize(ref _canonical, Math.Max(_canonical.Length * 2, at + room));
            }

            at += LabelEncoding.Write(_canonical.AsSpan(at), name, ValueOf(_labels[i]));
        }

        Labels = new LabelSet(_canonical, 0, at);
        return null;
    }

    /// <summary>The labels as they came, <c>{a="1", b="2"}</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> labels = _labels.Take(_count)
            .Select(label => $"{Encoding.UTF8.GetString(NameOf(label))}=\"{Encoding.UTF8.GetString(ValueOf(label))}\"");
        return $"{{{string.Join(", ", labels)}}}";
    }

    private ReadOnlySpan<byte> NameOf(LabelRange label) => _message.Span.Slice(label.Name, label.NameLength);

    private ReadOnlySpan<byte> ValueOf(LabelRange label) => _message.Span.Slice(label.Value, label.ValueLength);

    /// <summary>Most sets are short and nearly sorted; a long one must not cost quadratic time.</summary>
    private void Sort()
    {
        if (_count > 24)
        {
            _labels.AsSpan(0, _count).Sort(_byName);
            return;
        }

        for (int i = 1; i < _count; i++)
        {
            LabelRange label = _labels[i];
            int at = i;
            for (; at > 0 && _byName(_labels[at - 1], label) > 0; at--)
            {
                _labels[at] = _labels[at - 1];
            }

            _labels[at] = label;
        }
    }
}
