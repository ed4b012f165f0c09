namespace Orleans.Obs.Protocols.Otlp;

/// <summary>What all kinds of data points have: times in milliseconds (start 0: unknown), and whether the point says that there is no value.</summary>
internal readonly record struct OtlpPoint(long Start, long Time, bool NoValue)
{
    private const ulong NoRecordedValue = 1;

    public static OtlpPoint Of(ulong startNanoseconds, ulong timeNanoseconds, ulong flags) =>
        new((long)(startNanoseconds / 1_000_000), (long)(timeNanoseconds / 1_000_000), (flags & NoRecordedValue) != 0);
}
