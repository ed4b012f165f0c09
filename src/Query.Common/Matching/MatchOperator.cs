namespace Orleans.Obs.Query.Common.Matching;

/// <summary>How a matcher compares; the numbers are remote read's.</summary>
public enum MatchOperator : byte
{
    /// <summary><c>=</c></summary>
    Equal = 0,

    /// <summary><c>!=</c></summary>
    NotEqual = 1,

    /// <summary><c>=~</c></summary>
    Regex = 2,

    /// <summary><c>!~</c></summary>
    NotRegex = 3,
}
