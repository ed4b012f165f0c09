namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The kinds of failed queries, after Prometheus' error types.</summary>
public enum QueryErrorKind
{
    /// <summary>The text does not parse or type-check (<c>bad_data</c>).</summary>
    BadData,

    /// <summary>The evaluation failed or exceeded a limit (<c>execution</c>).</summary>
    Execution,

    /// <summary>It took too long (<c>timeout</c>).</summary>
    Timeout,

    /// <summary>The client went away (<c>canceled</c>).</summary>
    Canceled,

    /// <summary>The server failed (<c>internal</c>).</summary>
    Internal,

    /// <summary>Storage does not answer now; the same query may succeed later (<c>unavailable</c>).</summary>
    Unavailable,
}
