using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>The series of one block that have a label whose value satisfies a matcher; of a matcher that series without the label satisfy too, those whose value does not.</summary>
internal sealed class MatchedSeries(SeriesBitmap series) : CachedPage
{
    /// <summary>The series; not to be changed.</summary>
    public SeriesBitmap Series { get; } = series;

    public override long MemoryBytes => (Series.SeriesCount / 8) + 160;
}
