namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>The three ways to look at how a window's last sample differs from its first.</summary>
internal enum RateKind : byte
{
    /// <summary><c>rate</c>: a counter, per second.</summary>
    Rate,

    /// <summary><c>increase</c>: a counter, over the range.</summary>
    Increase,

    /// <summary><c>delta</c>: a gauge, over the range.</summary>
    Delta,
}
