using System.Buffers;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Puts labels from several origins into canonical form without allocating, once its memory has grown: those of one data point are settled once, then each of its series adds its name and
/// perhaps one label more. Attributes that land on one label are joined by semicolons, in order of their keys. Reusable, not thread-safe.
/// </summary>
internal sealed class LabelAssembly(TextArena texts)
{
    private readonly List<OtlpLabel> _candidates = [];
    private readonly List<OtlpLabel> _settled = [];
    private byte[] _canonical = new byte[1024];

    /// <summary>Whether attributes were joined since the last <see cref="Clear"/>.</summary>
    public bool Joined { get; private set; }

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _candidates.Clear();
        Joined = false;
    }

    /// <summary>Adds a label of a data point or resource.</summary>
    public void Add(in OtlpLabel label) => _candidates.Add(label);

    /// <summary>Decides which labels count.</summary>
    public void Settle()
    {
        Sort();
        _settled.Clear();
        for (int first = 0; first < _candidates.Count;)
        {
            int end = first + 1;
            while (end < _candidates.Count && texts[_candidates[end].Name].SequenceEqual(texts[_candidates[first].Name]))
            {
                end++;
            }

            OtlpLabel winner = WinnerOf(first, end);
            if (winner.Value.Length > 0)
            {
                _settled.Add(winner);
            }

            first = end;
        }
    }

    /// <summary>The series of the settled labels with these two, of which the second is left out when its name is empty. Valid until the next call.</summary>
    public LabelSet Series(ReadOnlySpan<byte> metricName, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int at = 0, next = 0;
        bool named = false, extra = name.IsEmpty;
        while (next < _settled.Count || !named || !extra)
        {
            ReadOnlySpan<byte> current = next < _settled.Count ? texts[_settled[next].Name] : default;
            if (!named && (next == _settled.Count || "__name__"u8.SequenceCompareTo(current) <= 0) && (extra || "__name__"u8.SequenceCompareTo(name) < 0))
            {
                next += "__name__"u8.SequenceEqual(current) ? 1 : 0;
                Write(ref at, "__name__"u8, metricName);
                named = true;
            }
            else if (!extra && (next == _settled.Count || name.SequenceCompareTo(current) <= 0))
            {
                next += name.SequenceEqual(current) ? 1 : 0;
                Write(ref at, name, value);
                extra = true;
            }
            else
            {
                Write(ref at, current, texts[_settled[next++].Value]);
            }
        }

        return new LabelSet(_canonical, 0, at);
    }

    /// <summary>The settled labels alone, one behind the other in a buffer of the caller's.</summary>
    public TextRange WriteTo(TextArena destination)
    {
        int start = destination.Length;
        foreach (OtlpLabel label in _settled)
        {
            ReadOnlySpan<byte> name = texts[label.Name], value = texts[label.Value];
            destination.Advance(LabelEncoding.Write(destination.GetSpan(RoomFor(name, value)), name, value));
        }

        return destination.Since(start);
    }

    private static int RoomFor(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 24 + name.Length + value.Length;

    private void Write(ref int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        int room = RoomFor(name, value);
        if (_canonical.Length - at < room)
        {
            Array.Resize(ref _canonical, Math.Max(_canonical.Length * 2, at + room));
        }

        at += LabelEncoding.Write(_canonical.AsSpan(at), name, value);
    }

    /// <summary>The label of a run of one name, which is in order of origins, then keys.</summary>
    private OtlpLabel WinnerOf(int first, int end)
    {
        OtlpLabel winner = _candidates[end - 1];
        if (winner.Origin > LabelOrigin.Attribute)
        {
            return winner;
        }

        OtlpLabel? attribute = null, promoted = null;
        for (int i = first; i < end; i++)
        {
            OtlpLabel label = _candidates[i];
            if (label.Origin == LabelOrigin.PromotedResource)
            {
                promoted = label;
            }
            else
            {
                attribute = attribute is { Value.Length: > 0 } earlier ? Join(earlier, label) : label;
            }
        }

        return attribute is { Value.Length: > 0 } ? attribute.Value : promoted ?? attribute!.Value;
    }

    private OtlpLabel Join(OtlpLabel left, OtlpLabel right)
    {
        Joined = true;
        int start = texts.Length;
        texts.AppendCopy(left.Value);
        texts.Write(";"u8);
        texts.AppendCopy(right.Value);
        return left with { Value = texts.Since(start) };
    }

    /// <summary>Most sets are short and nearly sorted; a long one must not cost quadratic time.</summary>
    private void Sort()
    {
        if (_candidates.Count > 32)
        {
            _candidates.Sort(Compare);
            return;
        }

        for (int i = 1; i < _candidates.Count; i++)
        {
            OtlpLabel label = _candidates[i];
            int at = i;
            for (; at > 0 && Compare(_candidates[at - 1], label) > 0; at--)
            {
                _candidates[at] = _candidates[at - 1];
            }

            _candidates[at] = label;
        }
    }

    private int Compare(OtlpLabel left, OtlpLabel right) => texts[left.Name].SequenceCompareTo(texts[right.Name]) is var name and not 0 ? name
        : left.Origin != right.Origin ? left.Origin.CompareTo(right.Origin)
        : texts[left.Key].SequenceCompareTo(texts[right.Key]) is var key and not 0 ? key
        : left.Key.Start.CompareTo(right.Key.Start);
}
