namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>
/// Rows that are stored together, at most <see cref="LogGroupLimits.Rows"/> and <see cref="LogGroupLimits.LineBytes"/>: a part of a block or of what is in memory. Rows of other streams and times may be
/// among them. What is asked before <see cref="OpenAsync"/> costs no reading of columns.
/// </summary>
public interface ILogGroup
{
    /// <summary>No selected row is earlier.</summary>
    long MinTime { get; }

    /// <summary>No selected row is later.</summary>
    long MaxTime { get; }

    /// <summary>How many rows there are, selected or not.</summary>
    int Rows { get; }

    /// <summary>At most so many rows are of selected streams.</summary>
    int SelectedRows { get; }

    /// <summary>The numbers of the selected streams that may have rows here.</summary>
    IReadOnlyList<int> Streams { get; }

    /// <summary>False when no line of the group contains the text for sure: the group need not be opened for a filter that demands it.</summary>
    ValueTask<bool> MayContainAsync(LineNeedle needle, CancellationToken cancellationToken);

    /// <summary>False when no row has structured metadata of that name for sure.</summary>
    ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, CancellationToken cancellationToken);

    /// <summary>False when no row has structured metadata of that name with that value for sure.</summary>
    ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>
    /// Brings what the columns asked for need into memory, so that the members of <see cref="ILogRows"/> can answer without waiting. Asking an open group for a column that was neither asked for
    /// here nor loaded later is an error. Times and streams are always there.
    /// </summary>
    /// <exception cref="Blobs.CorruptBlockException">The block is damaged.</exception>
    /// <exception cref="Blobs.BlobUnavailableException">The store did not answer.</exception>
    ValueTask<ILogRows> OpenAsync(LogColumns columns, CancellationToken cancellationToken);
}
