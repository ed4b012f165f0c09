using System.Collections.Immutable;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Columns;

/// <summary>Lines that contain one of some texts, or none of them.</summary>
internal sealed class TextFilter(ImmutableArray<LineNeedle> needles, bool negated) : ColumnFilter
{
    public override LogColumns Columns => LogColumns.LinesOnly;

    public override async ValueTask<bool> MayMatchAsync(ILogGroup group, CancellationToken cancellationToken)
    {
        if (negated)
        {
            return true;
        }

        foreach (LineNeedle needle in needles)
        {
            if (await group.MayContainAsync(needle, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    public override void Apply(ILogRows rows, StreamTable streams, RowSet candidates)
    {
        if (negated || needles.Length == 1)
        {
            foreach (LineNeedle needle in needles)
            {
                rows.Match(needle, candidates, negated);
            }

            return;
        }

        var any = new RowSet(candidates.Rows);
        foreach (LineNeedle needle in needles)
        {
            RowSet matching = candidates.Clone();
            matching.ExceptWith(any);
            rows.Match(needle, matching);
            any.UnionWith(matching);
        }

        candidates.IntersectWith(any);
    }
}
