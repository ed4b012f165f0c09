using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>
/// Which series a row counts for. Where labels are those that rows are stored with, the answer depends on the stream and on a few values that many rows share, and is remembered for them.
/// </summary>
internal sealed class SeriesKeys
{
    private readonly LabelSetTable _series = new();
    private readonly LabelSetWriter _writer;
    private readonly Grouping? _grouping;
    private readonly int[] _names;
    private readonly bool _remembers;
    private readonly Dictionary<long, int> _known = [];
    private readonly List<(MetadataColumn Column, long Radix)> _columns = [];
    private bool _remembersGroup;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="pipeline">What rows went through.</param>
    /// <param name="grouping">The labels that make series; null: all.</param>
    /// <param name="unwrapped">The label that the samples come from, which is not one of all; null when they come from the lines.</param>
    public SeriesKeys(CompiledPipeline pipeline, Grouping? grouping, string? unwrapped)
    {
        _writer = new LabelSetWriter(pipeline.Names) { DropsEmpty = true };
        _grouping = unwrapped is null ? grouping
            : grouping is null ? new Grouping(Without: true, [unwrapped])
            : grouping.Without ? grouping with { Labels = grouping.Labels.Add(unwrapped) }
            : grouping;
        _names = [.. (_grouping?.Labels ?? []).Distinct(StringComparer.Ordinal).Select(label => pipeline.Names.GetOrAdd(label))];
        _remembers = !pipeline.MayFail && !pipeline.ChangesLabels;
    }

    public int Count => _series.Count;

    /// <summary>True when series are made of labels that no query names.</summary>
    public bool NeedsAllLabels => _grouping is null or { Without: true };

    /// <summary>The names of metadata that may make series.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> NeededMetadata => NeedsAllLabels ? [] : [.. _grouping!.Labels.Select(static label => (ReadOnlyMemory<byte>)Common.Text.GoLiteral.Encode(label))];

    public LabelSet this[int series] => _series[series];

    /// <summary>Prepares the rows of a group.</summary>
    public void BeginGroup(MetadataLayer layer)
    {
        _known.Clear();
        _columns.Clear();
        long radix = 1;
        _remembersGroup = _remembers;
        for (int i = 0; i < layer.Names.Length && _remembersGroup; i++)
        {
            MetadataColumn column = layer.ColumnAt(i);
            if (column.Kind is MetadataKind.Absent || (column.Kind == MetadataKind.Constant && column.Present is null))
            {
                continue;
            }

            long values = column.Kind == MetadataKind.Dictionary ? column.Values.Count + 1 : 2;
            _columns.Add((column, values));
            _remembersGroup = column.Kind is MetadataKind.Dictionary or MetadataKind.Constant && radix < long.MaxValue / values / int.MaxValue;
            radix *= _remembersGroup ? values : 1;
        }
    }

    /// <summary>The number of a row's series; the next one when it is new.</summary>
    public int Of(RowLabels row, int stream, int number, out bool added)
    {
        if (!_remembersGroup)
        {
            return Find(row, out added);
        }

        long key = stream;
        foreach ((MetadataColumn column, long radix) in _columns)
        {
            key = (key * radix) + (column.Kind == MetadataKind.Dictionary ? column.Codes[number] + 1 : column.Has(number) ? 1 : 0);
        }

        added = false;
        if (!_known.TryGetValue(key, out int series))
        {
            _known[key] = series = Find(row, out added);
        }

        return series;
    }

    /// <summary>The number of a series that was counted without looking at rows.</summary>
    public int Of(ReadOnlySpan<byte> labels, out bool added) => _series.GetOrAdd(labels, out added);

    private int Find(RowLabels row, out bool added)
    {
        _writer.Clear();
        if (row.HasError || _grouping is null)
        {
            // A row with an error keeps all of its labels, so that they can be told.
            _writer.AddAll(row);
        }
        else if (_grouping.Without)
        {
            _writer.AddAll(row);
            _writer.Remove(_names);
        }
        else
        {
            foreach (int name in _names)
            {
                if (row.TryGet(name, out ReadOnlySpan<byte> value))
                {
                    _writer.Add(name, value);
                }
            }
        }

        return _series.GetOrAdd(_writer.Complete(), out added);
    }
}
