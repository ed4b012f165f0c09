namespace Orleans.Obs.Protocols.Otlp;

/// <summary>What all kinds of data points have: times in milliseconds (start 0: unknown), whether the point says that there is no value, and whether its numbers are deltas.</summary>
internal readonly record struct OtlpPoint(long Start, long Time, bool NoValue, bool IsDelta)
{
    private const ulong NoRecordedValue = 1;

    public static OtlpPoint Of(ulong startNanoseconds, ulong timeNanoseconds, ulong flags, bool isDelta) =>
        new((long)(startNanoseconds / 1_000_000), (long)(timeNanoseconds / 1_000_000), (flags & NoRecordedValue) != 0, isDelta);
}
