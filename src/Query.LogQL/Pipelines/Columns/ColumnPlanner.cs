using System.Collections.Immutable;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Pipelines.Columns;

/// <summary>
/// Divides the stages of a pipeline: what columns can answer, and what has to be done for each row. Filters of lines as they are stored look at the column of lines, wherever they stand;
/// comparisons of labels do as long as no stage before them changes labels. A filter that columns answer only in part stays among the stages.
/// </summary>
internal static class ColumnPlanner
{
    public static (ImmutableArray<ColumnFilter> Filters, List<Stage> Remaining) Plan(ImmutableArray<Stage> stages, NameTable names)
    {
        ImmutableArray<ColumnFilter>.Builder filters = ImmutableArray.CreateBuilder<ColumnFilter>();
        var rest = new List<Stage>();
        bool lineIsStored = true, labelsAreStored = true;
        foreach (Stage stage in stages)
        {
            switch (stage)
            {
                case LineFilterStage lines:
                    foreach (LineFilter filter in lines.Filters)
                    {
                        if (!lineIsStored || !Plan(stage, filter, filters))
                        {
                            rest.Add(new LineFilterStage([filter]));
                        }
                    }

                    break;
                case LabelFilterStage labels when labelsAreStored:
                    if (!Plan(labels.Filter, names, filters))
                    {
                        rest.Add(labels);
                    }

                    break;
                case LabelFilterStage:
                    rest.Add(stage);
                    break;
                default:
                    rest.Add(stage);
                    lineIsStored &= stage is not (LineFormatStage or UnpackStage or DecolorizeStage);
                    labelsAreStored &= stage is LineFormatStage or DecolorizeStage or DistinctStage;
                    break;
            }
        }

        return (filters.ToImmutable(), rest);
    }

    // True when the columns say all.
    private static bool Plan(Stage stage, LineFilter filter, ImmutableArray<ColumnFilter>.Builder filters)
    {
        LineCondition condition;
        try
        {
            condition = LineConditions.Compile(filter);
        }
        catch (StageException error)
        {
            throw new LogQLSyntaxException($"stage '{LogQLPrinter.Print(stage)}' : {error.Message}");
        }

        return condition is LineConditions.Not not ? PlanNegated(not.Inner, filters) : PlanPositive(condition, filters);
    }

    private static bool PlanPositive(LineCondition condition, ImmutableArray<ColumnFilter>.Builder filters)
    {
        switch (condition)
        {
            case LineConditions.Contains contains:
                filters.Add(Texts([contains.Needle]));
                return true;
            case LineConditions.MatchesRegex { Search: var search }:
                foreach (ImmutableArray<Needle> any in search.Required)
                {
                    filters.Add(Texts(any));
                }

                return search.IsLiteral;
            case LineConditions.MatchesPattern { Pattern: var pattern }:
                foreach (byte[] literal in pattern.Literals)
                {
                    filters.Add(Texts([Needle.Of(literal)]));
                }

                return false;
            case LineConditions.AnyOf { Terms: var terms } when terms.All(static term => TextsOf(term) is not null):
                filters.Add(Texts([.. terms.SelectMany(static term => TextsOf(term)!.Value.Needles)]));
                return terms.All(static term => TextsOf(term)!.Value.IsComplete);
            default:
                return false;
        }
    }

    private static bool PlanNegated(LineCondition condition, ImmutableArray<ColumnFilter>.Builder filters)
    {
        if (TextsOf(condition) is not { IsComplete: true } texts)
        {
            return false;
        }

        filters.Add(Texts(texts.Needles, negated: true));
        return true;
    }

    // Texts of which one is in every line that satisfies a condition, and whether that is all it asks.
    private static (ImmutableArray<Needle> Needles, bool IsComplete)? TextsOf(LineCondition condition) => condition switch
    {
        LineConditions.Contains contains => ([contains.Needle], true),
        LineConditions.MatchesRegex { Search: { Required: [var only, ..] } search } => (only, search.IsLiteral),
        LineConditions.MatchesPattern { Pattern: var pattern } when pattern.Literals.Any() => ([Needle.Of(pattern.Literals.MaxBy(static literal => literal.Length)!)], false),
        _ => null,
    };

    private static TextFilter Texts(ImmutableArray<Needle> needles, bool negated = false) =>
        new([.. needles.Select(static needle => new LineNeedle(needle.Bytes, needle.IgnoresCase))], negated);

    // True when the columns say all. A name that ends so may be metadata under the name of a label that the stream has.
    private static bool Plan(LabelFilter filter, NameTable names, ImmutableArray<ColumnFilter>.Builder filters)
    {
        switch (filter)
        {
            case CombinedLabelFilter { Both: true } both:
                bool left = Plan(both.Left, names, filters), right = Plan(both.Right, names, filters);
                return left && right;
            case StringLabelFilter { Matcher: var matcher } when !matcher.Name.StartsWith("__error", StringComparison.Ordinal) && !matcher.Name.EndsWith("_extracted", StringComparison.Ordinal):
                filters.Add(new LabelColumnFilter(names.GetOrAdd(matcher.Name), GoLiteral.Encode(matcher.Name), MatcherCompiler.Compile(matcher)));
                return true;
            default:
                return false;
        }
    }
}
