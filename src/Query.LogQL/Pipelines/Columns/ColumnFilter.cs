using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Columns;

/// <summary>A filter that looks at whole columns of a group: which rows can't pass. Immutable, but for one evaluation's names.</summary>
internal abstract class ColumnFilter
{
    /// <summary>The columns that it looks at.</summary>
    public abstract LogColumns Columns { get; }

    /// <summary>The filter with what is to be known of the selected streams.</summary>
    public virtual ColumnFilter For(StreamTable streams) => this;

    /// <summary>False when no row of the group passes for sure.</summary>
    public abstract ValueTask<bool> MayMatchAsync(ILogGroup group, CancellationToken cancellationToken);

    /// <summary>Takes rows out that can't pass.</summary>
    public abstract void Apply(ILogRows rows, StreamTable streams, RowSet candidates);
}
