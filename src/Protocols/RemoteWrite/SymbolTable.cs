using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>The strings that a remote write 2.0 request refers to by number, as ranges of the message. Reusable, not thread-safe.</summary>
internal sealed class SymbolTable
{
    private const int LargestKeptTable = 1 << 18;

    private (int Start, int Length)[] _symbols = new (int, int)[256];
    private ReadOnlyMemory<byte> _message;

    /// <summary>How many symbols there are.</summary>
    public int Count { get; private set; }

    /// <summary>The text of a symbol, which must be in range.</summary>
    public ReadOnlySpan<byte> this[int symbol] => _message.Span.Slice(_symbols[symbol].Start, _symbols[symbol].Length);

    /// <summary>Collects the symbols of a message; they may stand anywhere in it.</summary>
    public void Read(ReadOnlyMemory<byte> message)
    {
        if (_symbols.Length > LargestKeptTable)
        {
            _symbols = new (int, int)[256];
        }

        _message = message;
        Count = 0;
        var reader = new ProtoReader(message.Span);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag != (4 << 3 | 2))
            {
                reader.Skip(tag);
                continue;
            }

            int length = reader.ReadBytes().Length;
            if (Count == _symbols.Length)
            {
                Array.Resize(ref _symbols, Count * 2);
            }

            _symbols[Count++] = (reader.Position - length, length);
        }
    }

    /// <summary>Where a label made of two symbols lies in the message.</summary>
    public LabelRange Label(int name, int value) => new(_symbols[name].Start, _symbols[name].Length, _symbols[value].Start, _symbols[value].Length);
}
