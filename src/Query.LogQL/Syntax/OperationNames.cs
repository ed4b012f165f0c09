namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>The operations as queries write them.</summary>
internal static class OperationNames
{
    private static readonly string[] _ranges =
    [
        "count_over_time", "rate", "rate_counter", "bytes_over_time", "bytes_rate", "avg_over_time", "sum_over_time", "min_over_time",
        "max_over_time", "stdvar_over_time", "stddev_over_time", "quantile_over_time", "first_over_time", "last_over_time", "absent_over_time",
    ];

    private static readonly string[] _vectors = ["sum", "avg", "count", "max", "min", "stddev", "stdvar", "bottomk", "topk", "sort", "sort_desc", "approx_topk"];

    public static string Name(this RangeOperation operation) => _ranges[(int)operation];

    public static string Name(this VectorOperation operation) => _vectors[(int)operation];

    public static bool TryRange(string word, out RangeOperation operation)
    {
        int index = Array.IndexOf(_ranges, word);
        operation = (RangeOperation)Math.Max(index, 0);
        return index >= 0;
    }

    public static bool TryVector(string word, out VectorOperation operation)
    {
        int index = Array.IndexOf(_vectors, word);
        operation = (VectorOperation)Math.Max(index, 0);
        return index >= 0;
    }
}
