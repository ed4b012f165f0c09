namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>What a sample's start timestamp says about the sample before it. A start of 0 is not known.</summary>
internal static class StartTimestamps
{
    /// <summary>
    /// Did the counter start anew between two samples? A start at the previous sample's time is a reset only if that sample's own start is known: deltas chain like that, but so
    /// does a cumulative series whose start is unknown.
    /// </summary>
    public static bool IsReset(long previousStart, long previousTime, long start, long time)
    {
        if (start == 0 || start >= time || start < previousTime)
        {
            return false;
        }

        return start > previousTime || (previousStart <= previousTime && previousStart != 0 && previousStart != previousTime);
    }

    /// <summary>Does the sample claim to have started before the previous one was taken, although it is not the same run?</summary>
    public static bool Overlaps(long previousStart, long previousTime, long start) => start != 0 && start < previousTime && start != previousStart;
}
