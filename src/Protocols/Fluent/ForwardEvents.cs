namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Walks the events of a <see cref="ForwardMessage"/>; after <see cref="MoveNext"/> the record is what <see cref="Records"/> reads next.</summary>
/// <param name="events">The events' bytes, decompressed.</param>
/// <param name="isBare">Whether there is one event, without an array around it.</param>
public ref struct ForwardEvents(ReadOnlySpan<byte> events, bool isBare)
{
    private MsgPackReader _reader = new(events);

    /// <summary>When the event happened, nanoseconds since the epoch; null when it does not say.</summary>
    public long? Time { get; private set; }

    /// <summary>The reader, at the record; the caller reads the record or passes over it before it moves on.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref MsgPackReader Records => ref _reader;

    /// <summary>Moves to the next event.</summary>
    public bool MoveNext()
    {
        if (_reader.AtEnd)
        {
            return false;
        }

        if (!isBare && _reader.ReadArrayHeader() != 2)
        {
            MsgPackReader.Fail();
        }

        if (_reader.Kind != MsgPackKind.Array)
        {
            Time = EventTime.Read(ref _reader);
            return true;
        }

        // [time, metadata], as Fluent Bit writes it.
        int parts = _reader.ReadArrayHeader();
        Time = parts > 0 ? EventTime.Read(ref _reader) : null;
        for (; parts > 1; parts--)
        {
            _reader.Skip();
        }

        return true;
    }
}
