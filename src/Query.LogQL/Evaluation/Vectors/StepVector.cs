using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;

namespace Orleans.Obs.Query.LogQL.Evaluation.Vectors;

/// <summary>A vector at all steps of a query. The order of its series is that of a sorted instant vector, and of no meaning otherwise.</summary>
internal sealed class StepVector(StepGrid grid, IEnumerable<StepSeries> series)
{
    private const int MostCells = 1 << 26;

    public StepGrid Grid { get; } = grid;

    public List<StepSeries> Series { get; } = [.. series];

    /// <summary>Series are found by their labels and made when they are new.</summary>
    public sealed class Builder(StepGrid grid)
    {
        private readonly LabelSetTable _labels = new();
        private readonly List<StepSeries> _series = [];

        public StepSeries this[ReadOnlySpan<byte> labels]
        {
            get
            {
                int index = _labels.GetOrAdd(labels, out bool added);
                if (added)
                {
                    if ((long)(index + 1) * grid.Count > MostCells)
                    {
                        throw new LogQueryException(LogQueryErrorKind.BadRequest, "the query would hold too many series and steps; consider a longer step, fewer series or a shorter time range");
                    }

                    _series.Add(new StepSeries(_labels[index], grid.Count));
                }

                return _series[index];
            }
        }

        public StepVector Complete() => new(grid, _series.Where(static one => !one.IsEmpty));
    }

    /// <summary>The series by their labels.</summary>
    public StepVector Sorted() => new(Grid, Series.OrderBy(static one => one.Labels));
}
