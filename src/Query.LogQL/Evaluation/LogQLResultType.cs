namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>What a query came to.</summary>
public enum LogQLResultType
{
    /// <summary>Lines.</summary>
    Streams,

    /// <summary>Series with points at steps.</summary>
    Matrix,

    /// <summary>Series with one point.</summary>
    Vector,

    /// <summary>A number.</summary>
    Scalar,
}
