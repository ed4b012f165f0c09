using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>
/// Range aggregations that a shard can answer from what it counted in advance, for each stream, level and minute: counts and bytes by labels of streams and by level, of all lines or of
/// lines of some levels.
/// </summary>
internal sealed class CountedRange
{
    private const int MostBuckets = 1 << 18;
    private const int NoGroup = -1;

    private readonly Grouping _grouping;
    private readonly SeriesMatcher[] _levels;
    private readonly WindowGrid _windows;
    private readonly LogCountGrid _grid;
    private readonly IReadOnlyList<SeriesMatcher> _matchers;

    private CountedRange(Grouping grouping, SeriesMatcher[] levels, WindowGrid windows, LogCountGrid grid, IReadOnlyList<SeriesMatcher> matchers) =>
        (_grouping, _levels, _windows, _grid, _matchers) = (grouping, levels, windows, grid, matchers);

    /// <summary>Null when the plan asks for more than counts.</summary>
    public static CountedRange? TryPlan(RangePlan plan, IReadOnlyList<SeriesMatcher> matchers)
    {
        RangeAggregation range = plan.Range;
        bool counts = range.Operation is RangeOperation.CountOverTime or RangeOperation.Rate or RangeOperation.BytesOverTime or RangeOperation.BytesRate or RangeOperation.AbsentOverTime;
        if (!counts || range.Range.Unwrap is not null || plan.Grouping is not { Without: false } grouping || grouping.Labels.Any(IsSpecial) || LevelsOf(range.Range.Log) is not { } levels)
        {
            return null;
        }

        WindowGrid windows = plan.Windows();
        long span = windows.MaxTime - (windows.MinTime - 1);
        long bucket = plan.Grid.Count == 1 ? windows.Interval : Divisor(plan.Grid.Step, windows.Interval);
        return bucket > 0 && span / bucket <= MostBuckets ? new CountedRange(grouping, levels, windows, new LogCountGrid(windows.MinTime - 1, bucket, (int)(span / bucket)), matchers) : null;
    }

    /// <summary>Counts; false when it turns out that rows have to be looked at.</summary>
    public async ValueTask<bool> TryCountAsync(ILogsReader reader, RangeEvaluation evaluation, CancellationToken cancellationToken)
    {
        string[] others = [.. _grouping.Labels.Where(static label => label != LogLevels.MetadataName)];
        if (others.Length > 0)
        {
            IReadOnlyList<string> metadata = await reader.MetadataNamesAsync(_matchers, _windows.MinTime, _windows.MaxTime, 0, cancellationToken).ConfigureAwait(false);
            if (others.Any(metadata.Contains))
            {
                return false;
            }
        }

        bool byLevel = _grouping.Labels.Contains(LogLevels.MetadataName);
        var projection = LabelProjection.Keep([.. others]);
        var groups = new LabelSetTable();
        bool hasOwnLevel = false;
        LogCounts counts = await reader.CountAsync(_matchers, _grid, GroupOf, byLevel || _levels.Length > 0, cancellationToken).ConfigureAwait(false);
        if (hasOwnLevel)
        {
            return false;
        }

        Add(counts, groups, byLevel, evaluation);
        return true;

        int GroupOf(LabelSet stream)
        {
            // A stream's own label hides the level of its rows.
            hasOwnLevel |= (byLevel || _levels.Length > 0) && !stream.ValueOf(LogLevels.MetadataNameUtf8).IsEmpty;
            return hasOwnLevel ? NoGroup : groups.GetOrAdd(projection.Project(stream));
        }
    }

    private void Add(LogCounts counts, LabelSetTable groups, bool byLevel, RangeEvaluation evaluation)
    {
        byte[][] levels = [.. counts.Levels.Select(Encoding.UTF8.GetBytes)];
        bool[] passes = [.. levels.Select(level => _levels.All(matcher => matcher.Matches(level)))];
        var series = new Dictionary<(int Group, int Level), LabelSet>();
        ReadOnlySpan<int> groupNumbers = counts.Groups.Span, levelNumbers = counts.LevelNumbers.Span, buckets = counts.Buckets.Span;
        ReadOnlySpan<long> rows = counts.Rows.Span, bytes = counts.Bytes.Span;
        for (int cell = 0; cell < rows.Length; cell++)
        {
            int level = levelNumbers[cell];
            if (!passes[level])
            {
                continue;
            }

            (int, int) key = (groupNumbers[cell], byLevel ? level : 0);
            if (!series.TryGetValue(key, out LabelSet labels))
            {
                series[key] = labels = byLevel ? WithLevel(groups[groupNumbers[cell]], levels[level]) : groups[groupNumbers[cell]];
            }

            evaluation.Add(labels.Bytes, _grid.Start + ((buckets[cell] + 1L) * _grid.Step), rows[cell], bytes[cell]);
        }
    }

    private static LabelSet WithLevel(LabelSet labels, byte[] level)
    {
        var builder = new LabelSetBuilder();
        builder.Reset(labels);
        builder.Set(LogLevels.MetadataNameUtf8, level);
        return builder.ToLabelSet();
    }

    // Conditions on the level; null when stages do more than that. Errors that there are none of may be dropped.
    private static SeriesMatcher[]? LevelsOf(LogExpr log)
    {
        var levels = new List<SeriesMatcher>();
        foreach (Stage stage in log.Stages)
        {
            switch (stage)
            {
                case LabelFilterStage { Filter: StringLabelFilter { Matcher: var matcher } } when matcher.Name == LogLevels.MetadataName:
                    levels.Add(MatcherCompiler.Compile(matcher));
                    break;
                case DropStage drop when drop.Labels.All(static choice => IsSpecial(choice.Label)):
                    break;
                default:
                    return null;
            }
        }

        return [.. levels];
    }

    private static bool IsSpecial(string label) => label.StartsWith("__error", StringComparison.Ordinal) || label.EndsWith("_extracted", StringComparison.Ordinal);

    private static long Divisor(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}
