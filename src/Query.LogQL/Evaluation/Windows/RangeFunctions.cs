using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>Which partials range aggregations are made of.</summary>
internal static class RangeFunctions
{
    /// <summary>Windows that gather samples.</summary>
    public static RangeWindows Gather(RangeAggregation range, WindowGrid windows) => Create(range, windows, windows.Pieces);

    /// <summary>Windows that merge what was gathered.</summary>
    public static RangeWindows Merge(RangeAggregation range, WindowGrid windows) => Create(range, windows, windows.Grid.Count);

    /// <summary>True when sums over groups of series can be gathered group by group.</summary>
    public static bool IsAdditive(RangeOperation operation) =>
        operation is RangeOperation.CountOverTime or RangeOperation.Rate or RangeOperation.BytesOverTime or RangeOperation.BytesRate or RangeOperation.SumOverTime;

    private static RangeWindows Create(RangeAggregation range, WindowGrid windows, int size)
    {
        double parameter = range.Parameter ?? 0;
        return range.Operation switch
        {
            RangeOperation.CountOverTime or RangeOperation.AbsentOverTime => Of(false, null, static (rows, _) => CountPartial.Of(rows)),
            RangeOperation.Rate when range.Range.Unwrap is null => Of(true, null, static (rows, _) => CountPartial.Of(rows)),
            RangeOperation.BytesOverTime => Of(false, null, static (_, bytes) => SumPartial.Of(bytes)),
            RangeOperation.BytesRate => Of(true, null, static (_, bytes) => SumPartial.Of(bytes)),
            RangeOperation.Rate => Of<SumPartial>(true, null, null),
            RangeOperation.SumOverTime => Of<SumPartial>(false, null, null),
            RangeOperation.AvgOverTime => Of<MeanPartial>(false, null, null),
            RangeOperation.MaxOverTime => Of<MaxPartial>(false, null, null),
            RangeOperation.MinOverTime => Of<MinPartial>(false, null, null),
            RangeOperation.StdvarOverTime => Of<MomentsPartial>(false, null, null),
            RangeOperation.StddevOverTime => Of<MomentsPartial>(false, Math.Sqrt, null),
            RangeOperation.FirstOverTime => Of<FirstPartial>(false, null, null),
            RangeOperation.LastOverTime => Of<LastPartial>(false, null, null),
            RangeOperation.QuantileOverTime => Of<SamplesPartial>(false, null, null),
            RangeOperation.RateCounter => Of<CounterPartial>(false, null, null),
            _ => throw new ArgumentOutOfRangeException(nameof(range)),
        };

        RangeWindowsOf<T> Of<T>(bool perSecond, Func<double, double>? finish, Func<long, long, T>? counted)
            where T : struct, IPartial<T> => new(windows, size, parameter, perSecond, finish, counted);
    }
}
