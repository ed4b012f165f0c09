using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>What a query came to.</summary>
public sealed record QueryResult
{
    /// <summary>The type: a range query gives a matrix (also of a scalar expression); an instant query what the expression is.</summary>
    public required PromQLType Type { get; init; }

    /// <summary>Vector (one point each) or matrix. Matrices are sorted by labels; vectors keep the evaluator's order, which sort() and topk() define.</summary>
    public IReadOnlyList<ResultSeries> Series { get; init; } = [];

    /// <summary>The value of a scalar.</summary>
    public double Scalar { get; init; }

    /// <summary>The value of a string.</summary>
    public string Text { get; init; } = "";

    /// <summary>Complete warning texts, "PromQL warning: …", with positions.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Complete info texts, "PromQL info: …", with positions.</summary>
    public IReadOnlyList<string> Infos { get; init; } = [];

    /// <summary>What it cost.</summary>
    public QueryStatistics Statistics { get; init; } = new();
}
