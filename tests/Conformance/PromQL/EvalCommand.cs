namespace Orleans.Obs.Conformance.PromQL;

/// <summary><c>eval</c>: a query and what must come of it. For an instant query start and end are the evaluation time, unless its result is a range vector, whose times they give.</summary>
internal sealed record EvalCommand(int Line, string Query, bool IsRange) : ScriptCommand(Line)
{
    public long EvaluationTime { get; init; }

    public long Start { get; init; }

    public long End { get; init; }

    public long Step { get; init; }

    /// <summary>False when the result is not what a range query gives at the same time: range vectors and strings.</summary>
    public bool HasRangeForm { get; init; } = true;

    public bool Ordered { get; init; }

    public double? Scalar { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<ExpectedSeries> Series { get; init; } = [];

    public Expectation? Failure { get; init; }

    public AnnotationExpectations Warnings { get; init; } = new();

    public AnnotationExpectations Infos { get; init; } = new();
}
