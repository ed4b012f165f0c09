namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>What an aggregation over series computes.</summary>
public enum VectorOperation : byte
{
    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The mean.</summary>
    Avg,

    /// <summary>How many elements.</summary>
    Count,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The least.</summary>
    Min,

    /// <summary>The standard deviation.</summary>
    Stddev,

    /// <summary>The variance.</summary>
    Stdvar,

    /// <summary>The k least elements.</summary>
    BottomK,

    /// <summary>The k greatest elements.</summary>
    TopK,

    /// <summary>All, the least first.</summary>
    Sort,

    /// <summary>All, the greatest first.</summary>
    SortDesc,

    /// <summary>About the k greatest elements.</summary>
    ApproxTopK,
}
