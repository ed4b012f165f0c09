namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>How a label's text becomes a sample.</summary>
public enum UnwrapConversion : byte
{
    /// <summary>As a number.</summary>
    Number,

    /// <summary>As a size: <c>1.5KiB</c>.</summary>
    Bytes,

    /// <summary>As a duration, in seconds; written <c>duration</c>.</summary>
    Duration,

    /// <summary>As a duration, in seconds; written <c>duration_seconds</c>.</summary>
    DurationSeconds,
}
