namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>
/// The rows of an opened group, in columns that are decoded when they are first asked for. For one thread at a time. Spans are valid until it is disposed, which gives the memory back.
/// </summary>
public interface ILogRows : IDisposable
{
    /// <summary>
    /// Brings more columns into memory, on top of what is there: open a group with the columns that decide, narrow the rows, and load the rest when any are left.
    /// </summary>
    ValueTask LoadAsync(LogColumns columns, CancellationToken cancellationToken);

    /// <summary>How many rows there are; columns have an element for each.</summary>
    int Count { get; }

    /// <summary>Times in nanoseconds. Ascending within a run of one stream in a sorted group; in order of arrival otherwise.</summary>
    ReadOnlySpan<long> Timestamps { get; }

    /// <summary>
    /// The number of each row's stream in <see cref="ILogSelection.Streams"/>; -1 where the row belongs to another stream or was deleted. In a sorted group rows of one stream are
    /// neighbours.
    /// </summary>
    ReadOnlySpan<int> Streams { get; }

    /// <summary>True when the rows are sorted by stream and time; false for the newest rows, which are in order of arrival.</summary>
    bool IsSorted { get; }

    /// <summary>Bytes of each line.</summary>
    ReadOnlySpan<int> LineLengths { get; }

    /// <summary>The rows of selected streams with times in the selection's range, as a set of the caller's own.</summary>
    RowSet SelectedRows();

    /// <summary>
    /// Keeps of <paramref name="rows"/> those whose line contains the text, or those whose line does not when <paramref name="negated"/>. Works on the encoded column: a text that all or no
    /// lines of one kind contain costs no decoding of them.
    /// </summary>
    void Match(LineNeedle needle, RowSet rows, bool negated = false);

    /// <summary>
    /// Decodes the lines of <paramref name="rows"/>, ascending, into <paramref name="destination"/>, one behind the other without anything between. Few rows cost little.
    /// </summary>
    void ReadLines(RowSet rows, LineBuffer destination);

    /// <summary>The names of structured metadata in the group, UTF-8, sorted bytewise.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> MetadataNames { get; }

    /// <summary>The column of one name; one of kind <see cref="MetadataKind.Absent"/> when no row has it.</summary>
    MetadataColumn Metadata(ReadOnlySpan<byte> name);
}
