using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>Windows of one kind of partial.</summary>
/// <param name="windows">The windows.</param>
/// <param name="size">How many cells a series has: pieces where samples are added, steps where windows are merged.</param>
/// <param name="parameter">The quantile.</param>
/// <param name="perSecond">True when values are by the second.</param>
/// <param name="finish">What is done to a value at the end.</param>
/// <param name="counted">What rows that were counted before come to; null where they can't be used.</param>
internal sealed class RangeWindowsOf<T>(WindowGrid windows, int size, double parameter, bool perSecond, Func<double, double>? finish, Func<long, long, T>? counted) : RangeWindows(windows)
    where T : struct, IPartial<T>
{
    private readonly List<T[]> _series = [];
    private readonly double _seconds = windows.Interval / 1e9;

    public override int SeriesCount => _series.Count;

    public override void Add(int series, int piece, in RangeSample sample) => _series[series][piece].Add(sample);

    public override void AddCounted(int series, int piece, long rows, long bytes) => _series[series][piece].Merge(counted!(rows, bytes));

    public override void Write(int series, WireWriter writer)
    {
        T[] pieces = _series[series];
        for (int step = 0; step < Windows.Grid.Count; step++)
        {
            (int first, int last) = Windows.PiecesOf(step);
            T window = default;
            for (int piece = first; piece <= last; piece++)
            {
                if (!pieces[piece].IsEmpty)
                {
                    window.Merge(pieces[piece]);
                }
            }

            if (!window.IsEmpty)
            {
                writer.Count(step + 1);
                window.Write(writer);
            }
        }

        writer.Count(0);
    }

    public override void Merge(int series, ref WireReader reader)
    {
        T[] steps = _series[series];
        for (long step = reader.Count(); step != 0; step = reader.Count())
        {
            if (step < 0 || step > steps.Length)
            {
                throw new WireFormatException();
            }

            steps[step - 1].Merge(T.Read(ref reader));
        }
    }

    public override void Finish(int series, Span<double> values, Span<bool> present)
    {
        T[] steps = _series[series];
        for (int step = 0; step < steps.Length; step++)
        {
            present[step] = !steps[step].IsEmpty;
            if (present[step])
            {
                double value = steps[step].Result(new WindowContext(_seconds, parameter, Windows.BeginOf(step), Windows.EndOf(step)));
                value = perSecond ? value / _seconds : value;
                values[step] = finish is null ? value : finish(value);
            }
        }
    }

    protected override void AddSeriesCore() => _series.Add(new T[size]);
}
