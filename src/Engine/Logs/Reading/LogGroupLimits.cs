namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>How large a group of rows gets at most, so that a decoded one fits into memory beside others.</summary>
public static class LogGroupLimits
{
    /// <summary>The most rows of a group.</summary>
    public const int Rows = 1 << 17;

    /// <summary>The most bytes of lines of a group with more than one row.</summary>
    public const int LineBytes = 32 << 20;
}
