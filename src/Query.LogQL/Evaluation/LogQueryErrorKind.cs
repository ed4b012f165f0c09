namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>The kinds of failed queries.</summary>
public enum LogQueryErrorKind
{
    /// <summary>The query does not parse, fails on its data or exceeds a limit (400).</summary>
    BadRequest,

    /// <summary>It took too long (504).</summary>
    Timeout,

    /// <summary>The client went away (499).</summary>
    Canceled,

    /// <summary>The server failed (500).</summary>
    Internal,
}
