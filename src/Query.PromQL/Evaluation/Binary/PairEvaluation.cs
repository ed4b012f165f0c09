using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Binary;

/// <summary>Evaluates pairs of matched series and gathers the results by their labels, watching that no two results, and no two matches of one group, meet at a step.</summary>
internal sealed class PairEvaluation
{
    private readonly BinaryOperator _operation;
    private readonly bool _oneToOne;
    private readonly bool _returnBool;
    private readonly bool _swapped;
    private readonly bool _comparison;
    private readonly ResultLabels _labels;
    private readonly StepGrid _grid;
    private readonly LabelSetTable _rows = new();
    private readonly SeriesColumns _result;
    private readonly ulong[] _matched;
    private readonly (string Message, bool IsWarning)?[] _messages;
    private readonly ulong[] _steps;
    private ulong[] _claimed = [];
    private int[] _claimingGroup = [];

    public PairEvaluation(BinaryOperator operation, VectorMatching matching, bool returnBool, bool swapped, ResultLabels labels, int groups, StepGrid grid)
    {
        (_operation, _returnBool, _swapped, _labels, _grid) = (operation, returnBool, swapped, labels, grid);
        _comparison = operation.IsComparison();
        _oneToOne = matching.Cardinality == MatchCardinality.OneToOne;
        _result = new SeriesColumns(grid);
        _matched = new ulong[groups * grid.PresenceWords];
        _messages = new (string, bool)?[grid.Count];
        _steps = new ulong[grid.PresenceWords];
    }

    /// <summary>Evaluates two series at the active steps at which both are present.</summary>
    public void Evaluate(int group, SeriesColumns many, int manySeries, SeriesColumns one, int oneSeries, ReadOnlySpan<ulong> active)
    {
        Column manyColumn = many[manySeries], oneColumn = one[oneSeries];
        bool any = false;
        for (int word = 0; word < _steps.Length; word++)
        {
            _steps[word] = manyColumn.Presence[word] & oneColumn.Presence[word] & active[word];
            any |= _steps[word] != 0;
        }

        if (any)
        {
            Evaluate(group, many.LabelsOf(manySeries), one.LabelsOf(oneSeries), manyColumn, oneColumn, fill: 0);
        }
    }

    /// <summary>Evaluates one series against a fill value at the given steps at which it is present.</summary>
    public void EvaluateFilled(int group, SeriesColumns present, int series, double fill, bool manyIsFilled, ReadOnlySpan<ulong> steps)
    {
        Column column = present[series];
        bool any = false;
        for (int word = 0; word < _steps.Length; word++)
        {
            _steps[word] = column.Presence[word] & steps[word];
            any |= _steps[word] != 0;
        }

        if (!any)
        {
            return;
        }

        LabelSet labels = present.LabelsOf(series), partner = _labels.OfGroup(labels);
        if (manyIsFilled)
        {
            Evaluate(group, partner, labels, default, column, fill);
        }
        else
        {
            Evaluate(group, labels, partner, column, default, fill);
        }
    }

    public SeriesColumns Complete(AnnotationSet annotations, AnnotationSite site)
    {
        foreach ((string Message, bool IsWarning)? message in _messages)
        {
            if (message is { } told)
            {
                annotations.Add(new Annotation(told.IsWarning, told.Message, site));
            }
        }

        _result.RemoveEmpty();
        return _result;
    }

    private void Evaluate(int group, LabelSet manyLabels, LabelSet oneLabels, in Column many, in Column one, double fill)
    {
        int row = RowOf(_labels.Of(manyLabels, oneLabels));
        foreach (int step in new PresentSteps(_steps))
        {
            double manyValue = many.Steps == 0 ? fill : many.Values[step], oneValue = one.Steps == 0 ? fill : one.Values[step];
            NativeHistogram? manyHistogram = many.Steps == 0 ? null : many.HistogramAt(step), oneHistogram = one.Steps == 0 ? null : one.HistogramAt(step);
            (double left, double right) = _swapped ? (oneValue, manyValue) : (manyValue, oneValue);
            if (manyHistogram is null && oneHistogram is null && _operation < BinaryOperator.TrimUpper)
            {
                bool kept = !_comparison || ElementOperation.Compare(_operation, left, right);
                double value = !_comparison ? ElementOperation.Arithmetic(_operation, left, right) : _returnBool ? kept ? 1 : 0 : left;
                Emit(group, row, step, value, null, kept || _returnBool);
                continue;
            }

            ElementResult result = _swapped
                ? ElementOperation.Histograms(_operation, left, right, oneHistogram, manyHistogram)
                : ElementOperation.Histograms(_operation, left, right, manyHistogram, oneHistogram);
            if (result.Message is { } message)
            {
                // One message a step, the last one, is what the reference tells.
                _messages[step] = (message, result.IsWarning);
            }

            if (!result.Failed)
            {
                Emit(group, row, step, result.Kept ? 1 : 0, _returnBool ? null : result.Histogram, result.Kept || _returnBool);
            }
        }
    }

    private void Emit(int group, int row, int step, double value, NativeHistogram? histogram, bool kept)
    {
        ulong bit = 1UL << step;
        ref ulong matched = ref _matched[(group * _grid.PresenceWords) + (step >> 6)];
        ref ulong claimed = ref _claimed[(row * _grid.PresenceWords) + (step >> 6)];
        if (_oneToOne && (matched & bit) != 0)
        {
            throw Error("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
        }

        if (!_oneToOne && (claimed & bit) != 0 && _claimingGroup[row] == group)
        {
            throw Error("multiple matches for labels: grouping labels must ensure unique matches");
        }

        matched |= bit;
        claimed |= bit;
        _claimingGroup[row] = group;
        if (!kept)
        {
            return;
        }

        if (_result[row].Has(step))
        {
            throw QueryErrors.SameLabels();
        }

        if (histogram is null)
        {
            _result[row].SetFloat(step, value);
        }
        else
        {
            _result.SetHistogram(row, step, histogram);
        }
    }

    private int RowOf(LabelSet labels)
    {
        int row = _rows.GetOrAdd(labels.Bytes, out bool added);
        if (added)
        {
            _result.Add(_rows[row], nameDropped: _returnBool);
            if (row >= _claimingGroup.Length)
            {
                int capacity = Math.Max(16, 2 * row);
                Array.Resize(ref _claimingGroup, capacity);
                Array.Resize(ref _claimed, capacity * _grid.PresenceWords);
            }
        }

        return row;
    }

    private static QueryException Error(string message) => new(QueryErrorKind.Execution, message);
}
