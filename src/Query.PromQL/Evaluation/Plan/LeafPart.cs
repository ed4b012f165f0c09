using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// What a plan came to over some of its series, with what was counted and is to be told: series with their points, series with raw samples, or groups with what they gathered. Parts
/// are joined in the order of shards. One thread at a time.
/// </summary>
internal sealed class LeafPart
{
    public LeafPart(ShardPlan plan, SampleBudget budget)
    {
        (Plan, Budget) = (plan, budget);
        Counter = new SampleCounter(plan.Timing.Grid.Count);
        Series = new SeriesColumns(plan.Timing.Grid);
        Aggregation = plan.Aggregation?.Create(plan.Timing.Grid, Annotations);
    }

    public ShardPlan Plan { get; }

    /// <summary>What all parts of the query may hold together.</summary>
    public SampleBudget Budget { get; }

    public SampleCounter Counter { get; }

    public AnnotationSet Annotations { get; } = new();

    /// <summary>The series, unless they are aggregated or raw.</summary>
    public SeriesColumns Series { get; }

    /// <summary>What series were gathered into; null when the plan has no aggregation.</summary>
    public Aggregation? Aggregation { get; }

    /// <summary>The groups of the aggregation.</summary>
    public GroupTable Groups { get; } = new();

    /// <summary>The series with raw samples.</summary>
    public List<RawSeries> Raw { get; } = [];

    /// <summary>True when names of series no longer fit and go at the end of the query.</summary>
    public bool NameDropped => Plan.DropsName && !Plan.RemovesNamesAtOnce;

    /// <summary>Gathers a series into its group.</summary>
    /// <param name="group">The canonical labels of the group.</param>
    /// <param name="column">The points of the series.</param>
    /// <param name="labels">The labels of the series, valid as long as the part.</param>
    public void Gather(ReadOnlySpan<byte> group, in Column column, LabelSet labels)
    {
        int before = Groups.Count;
        int number = Groups.GroupOf(group, NameDropped);
        if (Groups.Count > before)
        {
            Budget.Hold(Plan.Timing.Grid.Count);
            Aggregation!.EnsureGroups(Groups.Count);
        }

        Aggregation!.Add(number, column, labels, NameDropped);
    }

    /// <summary>Takes over another part, which is not used any more; its series come behind those that are here.</summary>
    public void Join(LeafPart other)
    {
        Counter.Add(other.Counter);
        Annotations.Add(other.Annotations);
        Series.Append(other.Series);
        Raw.AddRange(other.Raw);
        if (Aggregation is not null && other.Groups.Count > 0)
        {
            LeafPartCodec.MergeGroups(other, this);
        }
    }
}
