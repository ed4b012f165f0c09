using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>Walks all series of one block in label order, holding the chunks of a few at a time.</summary>
internal sealed class CompactionCursor(BlockReader reader)
{
    /// <summary>Stored bytes of chunks that are fetched at once, about.</summary>
    private const int ReadAhead = 1 << 20;

    private int _run = -1;
    private int _runs;
    private int _prepared;
    private BlockLayer? _layer;

    /// <summary>The current run of series.</summary>
    public BlockLayer Layer => _layer!;

    /// <summary>The current series' number in <see cref="Layer"/>.</summary>
    public int Series { get; private set; }

    /// <summary>The current series' labels.</summary>
    public LabelSet Labels => Layer.LabelsOf(Series);

    /// <summary>Moves to the next series and has its chunks ready; false at the end.</summary>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        if (_run < 0)
        {
            _runs = await reader.CountRunsAsync(cancellationToken).ConfigureAwait(false);
        }

        Series++;
        if (_layer is null || Series == _layer.Count)
        {
            if (++_run >= _runs)
            {
                return false;
            }

            _layer = await reader.ReadRunAsync(_run, cancellationToken).ConfigureAwait(false);
            (Series, _prepared) = (0, 0);
        }

        if (Series == _prepared)
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        var series = new List<int>();
        for (int bytes = 0; _prepared < Layer.Count && bytes < ReadAhead; _prepared++)
        {
            series.Add(_prepared);
            foreach (ref readonly ChunkEntry chunk in Layer.ChunksOf(_prepared))
            {
                bytes += chunk.Length;
            }
        }

        await Layer.PrepareAsync(series.ToArray(), long.MinValue, long.MaxValue, cancellationToken).ConfigureAwait(false);
    }
}
