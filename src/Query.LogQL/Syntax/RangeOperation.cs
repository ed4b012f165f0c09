namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>What a range aggregation computes.</summary>
public enum RangeOperation : byte
{
    /// <summary>Lines.</summary>
    CountOverTime,

    /// <summary>Lines a second, or the sum of samples by seconds.</summary>
    Rate,

    /// <summary>The increase of a counter a second.</summary>
    RateCounter,

    /// <summary>Bytes of lines.</summary>
    BytesOverTime,

    /// <summary>Bytes of lines a second.</summary>
    BytesRate,

    /// <summary>The mean.</summary>
    AvgOverTime,

    /// <summary>The sum.</summary>
    SumOverTime,

    /// <summary>The least.</summary>
    MinOverTime,

    /// <summary>The greatest.</summary>
    MaxOverTime,

    /// <summary>The variance.</summary>
    StdvarOverTime,

    /// <summary>The standard deviation.</summary>
    StddevOverTime,

    /// <summary>A quantile.</summary>
    QuantileOverTime,

    /// <summary>The earliest.</summary>
    FirstOverTime,

    /// <summary>The latest.</summary>
    LastOverTime,

    /// <summary>1 where there is nothing.</summary>
    AbsentOverTime,
}
