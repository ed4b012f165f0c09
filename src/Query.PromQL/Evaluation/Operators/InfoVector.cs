using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Binary;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>
/// info(): adds the labels of info metrics with the same <c>instance</c> and <c>job</c> to the series of a vector. Which info series there are is asked once the vector is known, and
/// only for the instances and jobs in it.
/// </summary>
internal sealed class InfoVector(VectorOperator input, InfoSelector selector, long? pinned, long offset) : VectorOperator(input.Grid, input)
{
    private const int Dropped = int.MaxValue;
    private static readonly ImmutableArray<string> Identity = ["instance", "job"];

    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        bool[] isInfo = new bool[vector.Count];
        for (int series = 0; series < isInfo.Length; series++)
        {
            isInfo[series] = selector.IsInfoMetric(vector.LabelsOf(series));
        }

        SeriesColumns infos = await SelectAsync(vector, isInfo, run).ConfigureAwait(false);
        var matches = new InfoMatches(infos, LabelProjection.Keep(Identity), MatchGroups.AnyPresent(vector));
        return Enrich(vector, isInfo, matches);
    }

    private async ValueTask<SeriesColumns> SelectAsync(SeriesColumns vector, bool[] isInfo, QueryRun run)
    {
        var matchers = new List<LabelMatcher>();
        foreach (string label in Identity)
        {
            byte[] name = GoLiteral.Encode(label);
            var values = new SortedSet<string>(StringComparer.Ordinal);
            for (int series = 0; series < isInfo.Length; series++)
            {
                ReadOnlySpan<byte> value = vector.LabelsOf(series).ValueOf(name);
                if (!isInfo[series] && !value.IsEmpty)
                {
                    values.Add(Quoted(GoLiteral.Decode(value)));
                }
            }

            if (values.Count > 0)
            {
                matchers.Add(new LabelMatcher(MatchOperator.Regex, label, string.Join('|', values)));
            }
        }

        if (matchers.Count == 0)
        {
            return new SeriesColumns(Grid);
        }

        var timing = new SelectorTiming(Grid, pinned, offset, run.Request.Lookback, 0, SelectorExtension.None);
        var leaf = new ShardLeaf(new LeafDraft([.. matchers, .. selector.DataMatchers, .. selector.NameMatchers], timing, WindowKind.InfoTime, [], default));
        return await leaf.EvaluateAsync(run).ConfigureAwait(false);
    }

    private SeriesColumns Enrich(SeriesColumns vector, bool[] isInfo, InfoMatches matches)
    {
        var result = new SeriesColumns(Grid);
        var rows = new LabelSetTable();
        var builder = new LabelSetBuilder();
        for (int series = 0; series < vector.Count; series++)
        {
            LabelSet labels = vector.LabelsOf(series);
            Column column = vector[series];
            int[] before = [];
            int row = -1;
            foreach (int step in column.PresentSteps())
            {
                int[] found = isInfo[series] ? [] : matches.At(labels, step);
                if (row < 0 || !found.AsSpan().SequenceEqual(before))
                {
                    before = found;
                    row = RowOf(labels, isInfo[series], found, matches, rows, builder, result, vector.IsNameDropped(series));
                }

                if (row == Dropped)
                {
                    continue;
                }

                if (result[row].Has(step))
                {
                    throw QueryErrors.SameLabels();
                }

                result.SetPoint(row, step, column);
            }
        }

        return result;
    }

    private int RowOf(
        LabelSet labels, bool isInfo, int[] found, InfoMatches matches, LabelSetTable rows, LabelSetBuilder builder, SeriesColumns result, bool nameDropped)
    {
        if (!isInfo && found.Length == 0 && selector.RequiresData)
        {
            return Dropped;
        }

        builder.Reset(labels);
        var added = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (int info in found)
        {
            LabelReader reader = matches.LabelsOf(info).GetReader();
            while (reader.Read())
            {
                string name = GoLiteral.Decode(reader.Name), value = GoLiteral.Decode(reader.Value);
                if (name == LabelSet.MetricName || !selector.Takes(name))
                {
                    continue;
                }

                if (added.TryGetValue(name, out string? other) && other != value)
                {
                    throw new QueryException(QueryErrorKind.Execution, $"conflicting label: {name}");
                }

                if (labels.ValueOf(reader.Name).IsEmpty)
                {
                    added[name] = value;
                    builder.Set(reader.Name, reader.Value);
                }
            }
        }

        LabelSet enriched = builder.ToLabelSet();
        int row = rows.GetOrAdd(enriched.Bytes);
        if (row == result.Count)
        {
            result.Add(enriched, nameDropped);
        }

        return row;
    }

    /// <summary>The text as a regular expression that matches only it.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }
}
