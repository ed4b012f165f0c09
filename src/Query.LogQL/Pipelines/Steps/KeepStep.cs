using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>keep</c>: all other labels go, but not those that tell errors.</summary>
internal sealed class KeepStep((int Name, SeriesMatcher? Matcher)[] labels) : PipelineStep
{
    private readonly List<int> _going = [];

    public override bool Process(ref PipelineRow row)
    {
        RowLabels rowLabels = row.Labels;
        _going.Clear();
        for (int i = 0; i < rowLabels.ParsedCount; i++)
        {
            Look(rowLabels.ParsedName(i), rowLabels.ParsedValue(i));
        }

        MetadataLayer metadata = rowLabels.Metadata;
        for (int i = 0; i < metadata.Names.Length; i++)
        {
            MetadataColumn column = metadata.ColumnAt(i);
            if (rowLabels.HasIn(column) && rowLabels.Shows(metadata.Names[i]))
            {
                Look(metadata.Names[i], rowLabels.ValueIn(column));
            }
        }

        StreamLabels stream = rowLabels.Stream;
        for (int i = 0; i < stream.Names.Length; i++)
        {
            if (rowLabels.Shows(stream.Names[i]))
            {
                Look(stream.Names[i], stream.ValueAt(i));
            }
        }

        foreach (int name in _going)
        {
            rowLabels.Delete(name);
        }

        return true;
    }

    private void Look(int name, ReadOnlySpan<byte> value)
    {
        bool stays = name <= NameTable.PreserveError;
        foreach ((int kept, SeriesMatcher? matcher) in labels)
        {
            stays |= kept == name && (matcher is null || matcher.Matches(value));
        }

        if (!stays)
        {
            _going.Add(name);
        }
    }
}
