using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Lays layers (the head, blocks) over each other into one selection: the union of their series by hash, each timestamp once (the layer with the highest
/// sequence wins), deletions applied.
/// Series keep the order of the layer that they first appear in, which is how their pages lie. Disposing it disposes the layers.
/// </summary>
public sealed class SeriesMerge : ISeriesSelection
{
    private readonly ISeriesLayer[] _layers;
    private readonly SampleMerge _merge;
    private readonly long _minTime;
    private readonly long _maxTime;
    private readonly LayerPart[] _parts;
    private readonly int[] _partEnds;
    private readonly List<int>[] _wanted;

    /// <summary>Takes over the layers, in any order; times outside of the range are not read.</summary>
    public SeriesMerge(IReadOnlyList<ISeriesLayer> layers, IReadOnlyList<SeriesDeletion> deletions, long minTime, long maxTime)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(deletions);
        (_layers, _merge, _minTime, _maxTime) = ([.. layers], new SampleMerge(deletions), minTime, maxTime);
        Array.Sort(_layers, static (left, right) => left.Sequence.CompareTo(right.Sequence));
        _wanted = Array.ConvertAll(_layers, static _ => new List<int>());
        (_parts, _partEnds) = _layers.Length == 1 ? Alone(_layers[0]) : Union(_layers);
    }

    /// <inheritdoc/>
    public int Count => _partEnds.Length;

    /// <inheritdoc/>
    public LabelSet LabelsOf(int series)
    {
        LayerPart part = PartsOf(series)[0];
        return part.Layer.LabelsOf(part.Series);
    }

    /// <summary><see cref="LabelSet.Hash"/> of a series.</summary>
    public UInt128 HashOf(int series)
    {
        LayerPart part = PartsOf(series)[0];
        return part.Layer.HashOf(part.Series);
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(int first, int count, CancellationToken cancellationToken)
    {
        foreach (List<int> wanted in _wanted)
        {
            wanted.Clear();
        }

        for (int series = first; series < first + count; series++)
        {
            foreach (LayerPart part in PartsOf(series))
            {
                _wanted[part.Place].Add(part.Series);
            }
        }

        // All layers at once: each may have to wait for the store.
        List<Task>? preparing = null;
        for (int i = 0; i < _layers.Length; i++)
        {
            _wanted[i].Sort();
            ValueTask layer = _layers[i].PrepareAsync(_wanted[i].ToArray(), _minTime, _maxTime, cancellationToken);
            if (!layer.IsCompletedSuccessfully)
            {
                (preparing ??= []).Add(layer.AsTask());
            }
        }

        if (preparing is not null)
        {
            await Task.WhenAll(preparing).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Read(int series, long minTime, long maxTime, SampleBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Clear();
        _merge.Append(LabelsOf(series), PartsOf(series), Math.Max(minTime, _minTime), Math.Min(maxTime, _maxTime), destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ISeriesLayer layer in _layers)
        {
            layer.Dispose();
        }
    }

    private ReadOnlySpan<LayerPart> PartsOf(int series) => _parts.AsSpan((series == 0 ? 0 : _partEnds[series - 1]).._partEnds[series]);

    private static (LayerPart[] Parts, int[] Ends) Alone(ISeriesLayer layer)
    {
        var parts = new LayerPart[layer.Count];
        int[] ends = new int[layer.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new LayerPart(layer, i, 0);
            ends[i] = i + 1;
        }

        return (parts, ends);
    }

    private static (LayerPart[] Parts, int[] Ends) Union(ISeriesLayer[] layers)
    {
        var numbers = new Dictionary<UInt128, int>(layers.Length == 0 ? 0 : layers.Max(static layer => layer.Count));
        var hashes = new List<UInt128>(numbers.Capacity);
        var ends = new List<int>(numbers.Capacity);
        int[][] numberOf = new int[layers.Length][];
        for (int i = 0; i < layers.Length; i++)
        {
            ISeriesLayer layer = layers[i];
            numberOf[i] = new int[layer.Count];
            for (int series = 0, guess = 0; series < layer.Count; series++, guess++)
            {
                // Layers mostly hold the same series in the same order: what followed there follows here.
                UInt128 hash = layer.HashOf(series);
                if ((guess >= hashes.Count || hashes[guess] != hash) && !numbers.TryGetValue(hash, out guess))
                {
                    guess = hashes.Count;
                    numbers.Add(hash, guess);
                    hashes.Add(hash);
                    ends.Add(0);
                }

                numberOf[i][series] = guess;
                ends[guess]++;
            }
        }

        int total = 0;
        for (int i = 0; i < ends.Count; i++)
        {
            (ends[i], total) = (total, total + ends[i]);
        }

        var parts = new LayerPart[total];
        for (int i = 0; i < layers.Length; i++)
        {
            for (int series = 0; series < numberOf[i].Length; series++)
            {
                parts[ends[numberOf[i][series]]++] = new LayerPart(layers[i], series, i);
            }
        }

        return (parts, [.. ends]);
    }
}
