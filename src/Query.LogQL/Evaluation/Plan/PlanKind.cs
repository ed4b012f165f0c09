namespace Orleans.Obs.Query.LogQL.Evaluation.Plan;

/// <summary>What a plan asks of a shard; the numbers are written.</summary>
internal enum PlanKind : byte
{
    Lines = 1,
    Range = 2,
}
