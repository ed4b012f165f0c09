namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Which lines come first.</summary>
public enum LogDirection : byte
{
    /// <summary>The newest.</summary>
    Backward,

    /// <summary>The oldest.</summary>
    Forward,
}
