namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>One distinct label (name and value) of a head: where its canonical bytes are, and which series carry it.</summary>
internal struct LabelPair
{
    /// <summary>The page and offset of the canonical bytes.</summary>
    public uint Offset;

    /// <summary>Bytes of the whole label.</summary>
    public ushort Length;

    /// <summary>Bytes at the end of it that are the value.</summary>
    public ushort ValueLength;

    /// <summary>The hash of the canonical bytes.</summary>
    public uint Hash;

    /// <summary>The label's name, an index into <see cref="LabelPairs.Names"/>.</summary>
    public int Name;

    /// <summary>The series that carry the label.</summary>
    public PostingList Series;
}
