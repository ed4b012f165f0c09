using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>
/// The labels of one series or exemplar of remote write 2.0: pairs of references into the symbol table. References that are in order, as real senders write them, are spelled out
/// directly; others go through a <see cref="LabelCollector"/>. Reusable, not thread-safe.
/// </summary>
internal sealed class SymbolLabels(SymbolTable symbols)
{
    private const int MaxReferences = 1 << 15;

    private readonly LabelCollector _unsorted = new();
    private uint[] _references = new uint[64];
    private byte[] _canonical = new byte[1024];
    private int _count;

    /// <summary>The canonical labels of the last successful <see cref="Canonicalize"/>, valid until the next.</summary>
    public LabelSet Labels { get; private set; }

    /// <summary>The symbol of the metric's name, or 0 when there is none.</summary>
    public int MetricName { get; private set; }

    /// <summary>Starts over.</summary>
    public void Clear() => _count = 0;

    /// <summary>Reads a packed (or single) field of references.</summary>
    public void AddReferences(ref ProtoReader message, bool packed)
    {
        if (!packed)
        {
            Add((uint)message.ReadVarint());
            return;
        }

        ReadOnlySpan<byte> content = message.ReadBytes();
        var reader = new ProtoReader(content);
        while (reader.Position < content.Length)
        {
            Add((uint)reader.ReadVarint());
        }
    }

    /// <summary>Makes <see cref="Labels"/> out of the references; null, or what is wrong with them.</summary>
    public string? Canonicalize(ReadOnlyMemory<byte> message)
    {
        MetricName = 0;
        if (_count % 2 != 0)
        {
            return $"parsing labels for series {this}: invalid labelRefs length {_count}";
        }

        int at = 0, last = -1;
        bool ordered = true;
        for (int i = 0; i < _count; i += 2)
        {
            if (Math.Max(_references[i], _references[i + 1]) >= (uint)symbols.Count)
            {
                return $"parsing labels for series {this}: labelRefs {_references[i]} (name) = {_references[i + 1]} (value) outside of symbols table (size {symbols.Count})";
            }

            int nameSymbol = (int)_references[i], valueSymbol = (int)_references[i + 1];
            ReadOnlySpan<byte> name = symbols[nameSymbol], value = symbols[valueSymbol];
            MetricName = name.SequenceEqual("__name__"u8) ? valueSymbol : MetricName;
            ordered &= !value.IsEmpty && !name.IsEmpty && (last < 0 || symbols[last].SequenceCompareTo(name) < 0);
            last = nameSymbol;
            if (ordered)
            {
                at += Append(at, name, value);
            }
        }

        Labels = new LabelSet(_canonical, 0, ordered ? at : 0);
        return ordered ? null : Sort(message);
    }

    /// <summary>The references as they came, <c>[1 2 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(' ', _references.Take(Math.Min(_count, 64)))}]";

    private string? Sort(ReadOnlyMemory<byte> message)
    {
        _unsorted.Reset(message);
        for (int i = 0; i < _count; i += 2)
        {
            _unsorted.Add(symbols.Label((int)_references[i], (int)_references[i + 1]));
        }

        string? fault = _unsorted.Canonicalize();
        Labels = _unsorted.Labels;
        return fault;
    }

    private int Append(int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int room = 16 + name.Length + value.Length;
        if (_canonical.Length - at < room)
        {
            Array.Resize(ref _canonical, Math.Max(_canonical.Length * 2, at + room));
        }

        return LabelEncoding.Write(_canonical.AsSpan(at), name, value);
    }

    private void Add(uint reference)
    {
        if (_count == MaxReferences)
        {
            throw new MalformedMessageException($"a series has more than {MaxReferences / 2} labels");
        }

        if (_count == _references.Length)
        {
            Array.Resize(ref _references, _count * 2);
        }

        _references[_count++] = reference;
    }
}
