namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>What can be told of a native histogram in one number; the numbers are part of the plan's encoding.</summary>
internal enum HistogramMeasure : byte
{
    Count = 0,
    Sum = 1,
    Average = 2,
    StandardDeviation = 3,
    Variance = 4,
}
