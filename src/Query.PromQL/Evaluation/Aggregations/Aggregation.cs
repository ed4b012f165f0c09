using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>
/// Gathers series into groups, step by step. A shard adds its series and writes what it gathered; the coordinator merges what the shards wrote, or adds the series of a vector that
/// it has itself, and finishes. Which groups there are is known by number; their labels live in a <see cref="LabelSetTable"/>.
/// </summary>
internal abstract class Aggregation(StepGrid grid, AnnotationSet annotations, AnnotationSite site)
{
    public StepGrid Grid { get; } = grid;

    protected AnnotationSet Annotations { get; } = annotations;

    /// <summary>The aggregated expression, which most annotations blame.</summary>
    protected AnnotationSite Site { get; } = site;

    /// <summary>How many groups there are.</summary>
    public int Groups { get; private set; }

    /// <summary>Makes room for groups up to <paramref name="count"/>.</summary>
    public void EnsureGroups(int count)
    {
        if (count > Groups)
        {
            Groups = count;
            Grow(count);
        }
    }

    /// <summary>Adds the points of one series to a group.</summary>
    public abstract void Add(int group, in Column column, LabelSet labels, bool nameDropped);

    /// <summary>Writes what one group gathered.</summary>
    public abstract void Write(int group, WireWriter writer);

    /// <summary>Merges what <see cref="Write"/> wrote elsewhere into a group.</summary>
    public abstract void Merge(int group, ref WireReader reader);

    /// <summary>Writes what concerns all groups, before they are written one by one.</summary>
    public virtual void WriteShared(WireWriter writer)
    {
    }

    /// <summary>Reads what <see cref="WriteShared"/> wrote.</summary>
    public virtual void ReadShared(ref WireReader reader)
    {
    }

    /// <summary>Appends the results to a vector, given the labels of the groups and whether their names are to be dropped.</summary>
    public abstract void Finish(GroupTable groups, SeriesColumns result);

    protected abstract void Grow(int groups);
}
