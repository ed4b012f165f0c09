using System.Collections.Immutable;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Pipelines.Columns;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>The rows that pass a pipeline. Pipelines have state, so each group gets one of its own.</summary>
internal sealed class PipelineFilter(ImmutableArray<Stage> stages) : ILogRowFilter
{
    private readonly ImmutableArray<ColumnFilter> _filters = PipelineCompiler.Compile(stages).ColumnFilters;

    public LogColumns Columns { get; } = GroupScan.ColumnsOf(PipelineCompiler.Compile(stages), LogColumns.None);

    public async ValueTask<bool> MayMatchAsync(ILogGroup group, CancellationToken cancellationToken)
    {
        foreach (ColumnFilter filter in _filters)
        {
            if (!await filter.MayMatchAsync(group, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    public void Keep(ILogSelection selection, ILogRows rows, RowSet candidates)
    {
        var scan = new GroupScan(PipelineCompiler.Compile(stages), selection, LogColumns.None, new ScanCounter());
        scan.Narrow(rows, candidates);
        if (candidates.IsEmpty)
        {
            return;
        }

        var passed = new PassedRows(candidates.Rows);
        scan.BeginGroup(rows);
        scan.Run(rows, candidates, passed);
        candidates.IntersectWith(passed.Rows);
    }

    private sealed class PassedRows(int rows) : IRowSink
    {
        public RowSet Rows { get; } = new(rows);

        public void Take(ref PipelineRow row, int number) => Rows.Add(number);
    }
}
