namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>The four types of PromQL values.</summary>
public enum PromQLType
{
    /// <summary>One number.</summary>
    Scalar,

    /// <summary>At most one sample per series.</summary>
    Vector,

    /// <summary>Ranges of samples per series.</summary>
    Matrix,

    /// <summary>A text.</summary>
    String,
}
