using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.LogQL.Pipelines.Columns;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Steps;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;
using Orleans.Obs.Query.LogQL.Templates;

namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>Compiles the stages of a query.</summary>
internal static class PipelineCompiler
{
    /// <summary>Compiles the pipeline of a query for lines, or of one for numbers that needs all labels.</summary>
    /// <exception cref="LogQLSyntaxException">A stage means nothing.</exception>
    public static CompiledPipeline Compile(ImmutableArray<Stage> stages) => Compile(stages, null, null);

    /// <summary>Compiles the pipeline of a query.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="unwrap">Where the numbers come from; null when lines are counted.</param>
    /// <param name="grouping">The labels that the numbers are told by; null when by all.</param>
    /// <exception cref="LogQLSyntaxException">A stage means nothing.</exception>
    public static CompiledPipeline Compile(ImmutableArray<Stage> stages, Unwrap? unwrap, Grouping? grouping)
    {
        ImmutableArray<Stage> arranged = StageOrder.Arrange(stages);
        var names = new NameTable();
        ImmutableArray<string> read = [.. arranged.SelectMany(stage => LabelsOf(stage)).Concat((unwrap?.Filters ?? []).SelectMany(filter => LabelsOf(filter))).Distinct(StringComparer.Ordinal)];
        string[] unwrapped = unwrap is null ? [] : [unwrap.Label];
        ParserHints hints = grouping is { Without: false } by ? ParserHints.Only([.. read, .. by.Labels, .. unwrapped], names) : ParserHints.All;
        (ImmutableArray<ColumnFilter> columns, List<Stage> rest) = ColumnPlanner.Plan(arranged, names);
        (ParserHints trialHints, int trialLength) = TrialOf(rest, hints, names);
        return new CompiledPipeline(names, hints)
        {
            ColumnFilters = columns,
            Trial = [.. rest.Take(trialLength).Select(stage => Step(stage, names, trialHints))],
            TrialHints = trialHints,
            EarlyFilters = grouping is { Without: false, Labels.IsEmpty: false } ? EarlyFilters.None : EarlyFilters.Of(arranged.SelectMany(stage => ConditionsOf(stage, names))),
            Steps = [.. rest.Where(static stage => stage is not DistinctStage).Select(stage => Step(stage, names, hints))],
            Distinct = [.. arranged.OfType<DistinctStage>().SelectMany(static stage => stage.Labels).Select(label => names.GetOrAdd(label))],
            MayFail = rest.Any(MayFail),
            ChangesLabels = rest.Any(static stage => stage is not (LineFilterStage or LabelFilterStage or LineFormatStage or DecolorizeStage)),
            ReadLabels = read,
        };
    }

    /// <summary>The labels that a stage looks at by name.</summary>
    public static IEnumerable<string> LabelsOf(Stage stage) => stage switch
    {
        LabelFilterStage filter => LabelsOf(filter.Filter),
        LineFormatStage line => Parse(stage, () => new LineTemplate("line", line.Template)).Fields,
        LabelFormatStage format => format.Assignments.SelectMany<LabelAssignment, string>(assignment =>
            assignment.IsRename ? [assignment.Source] : Parse(stage, () => LabelTemplate(assignment)).Fields),
        _ => [],
    };

    /// <summary>The labels that a filter compares.</summary>
    public static IEnumerable<string> LabelsOf(LabelFilter filter) => filter switch
    {
        CombinedLabelFilter combined => LabelsOf(combined.Left).Concat(LabelsOf(combined.Right)),
        StringLabelFilter text => [text.Matcher.Name],
        NumberLabelFilter number => [number.Label],
        DurationLabelFilter duration => [duration.Label],
        BytesLabelFilter bytes => [bytes.Label],
        AddressLabelFilter address => [address.Label],
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static PipelineStep Step(Stage stage, NameTable names, ParserHints hints) => Parse<PipelineStep>(stage, () => stage switch
    {
        LineFilterStage filter => new LineFilterStep(filter.Filters.Length == 1 ? LineConditions.Compile(filter.Filters[0]) : throw new ArgumentException("One filter a step.", nameof(stage))),
        LabelFilterStage filter => new LabelFilterStep(LabelConditions.Compile(filter.Filter, names)),
        JsonStage { Extractions.IsEmpty: true } => new JsonStep(names, hints),
        JsonStage json => new JsonPathStep(json.Extractions, names, hints),
        LogfmtStage { Extractions.IsEmpty: true } logfmt => new LogfmtStep(logfmt.Strict, logfmt.KeepEmpty, names, hints),
        LogfmtStage logfmt => new LogfmtKeysStep(logfmt.Strict, logfmt.Extractions, names, hints),
        RegexpStage regexp => new RegexpStep(regexp.Pattern, names),
        PatternStage pattern => new PatternStep(pattern.Pattern, names, hints),
        UnpackStage => new UnpackStep(names, hints),
        LineFormatStage line => new LineFormatStep(new LineTemplate("line", line.Template), names),
        LabelFormatStage format => LabelFormat(format, names),
        DecolorizeStage => new DecolorizeStep(),
        DropStage drop => new DropStep(Choices(drop.Labels, names)),
        KeepStage keep => new KeepStep(Choices(keep.Labels, names)),
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    });

    private static LabelFormatStep LabelFormat(LabelFormatStage stage, NameTable names)
    {
        HashSet<string> targets = new(StringComparer.Ordinal);
        foreach (LabelAssignment assignment in stage.Assignments)
        {
            if (assignment.Label == "__error__")
            {
                throw new StageException($"{assignment.Label} cannot be formatted");
            }

            if (!targets.Add(assignment.Label))
            {
                throw new StageException($"multiple label name '{assignment.Label}' not allowed in a single format operation");
            }
        }

        return new LabelFormatStep([.. stage.Assignments.Select(assignment => assignment.IsRename
            ? (names.GetOrAdd(assignment.Label), names.GetOrAdd(assignment.Source), null)
            : (names.GetOrAdd(assignment.Label), -1, LabelTemplate(assignment)))]);
    }

    private static LineTemplate LabelTemplate(LabelAssignment assignment)
    {
        try
        {
            return new LineTemplate("label", assignment.Source);
        }
        catch (TemplateSyntaxException error)
        {
            throw new StageException($"invalid template for label '{assignment.Label}': {error.Message}");
        }
    }

    private static (int, Engine.Labels.SeriesMatcher?)[] Choices(ImmutableArray<LabelChoice> choices, NameTable names) =>
        [.. choices.Select(choice => (names.GetOrAdd(choice.Label), choice.Matcher is null ? null : MatcherCompiler.Compile(choice.Matcher)))];

    private static IEnumerable<(int Name, LabelCondition Condition)> ConditionsOf(Stage stage, NameTable names) =>
        stage is LabelFilterStage { Filter: not CombinedLabelFilter and var filter } ? [(names.GetOrAdd(LabelsOf(filter).First()), Parse(stage, () => LabelConditions.Compile(filter, names)))] : [];

    // Errors of stages name the stage.
    private static T Parse<T>(Stage stage, Func<T> compile)
    {
        try
        {
            return compile();
        }
        catch (StageException error)
        {
            throw new LogQLSyntaxException($"stage '{LogQLPrinter.Print(stage)}' : {error.Message}");
        }
        catch (TemplateSyntaxException error)
        {
            throw new LogQLSyntaxException($"stage '{LogQLPrinter.Print(stage)}' : invalid line template: {error.Message}");
        }
    }

    private static bool MayFail(Stage stage) => stage switch
    {
        LabelFilterStage filter => MayFail(filter.Filter),
        LogfmtStage logfmt => logfmt.Strict,
        JsonStage or UnpackStage or LineFormatStage or LabelFormatStage => true,
        _ => false,
    };

    private static bool MayFail(LabelFilter filter) =>
        filter is CombinedLabelFilter combined ? MayFail(combined.Left) || MayFail(combined.Right) : filter is NumberLabelFilter or DurationLabelFilter or BytesLabelFilter;

    // Parsers and filters up to the last filter, when parsers would otherwise take in more than filters compare. Errors must not matter to them.
    private static (ParserHints Hints, int Length) TrialOf(List<Stage> stages, ParserHints hints, NameTable names)
    {
        int length = 0;
        bool parses = false;
        var labels = new List<string>();
        for (int i = 0; i < stages.Count; i++)
        {
            switch (stages[i])
            {
                case JsonStage or LogfmtStage { Strict: false } or RegexpStage or PatternStage:
                    parses = true;
                    continue;
                case LabelFilterStage { Filter: var filter } when IsIndifferent(filter):
                    labels.AddRange(LabelsOf(filter));
                    length = i + 1;
                    continue;
                case LineFilterStage:
                    continue;
            }

            break;
        }

        return length > 0 && parses && !hints.IsLimited && !hints.IsNothing ? (ParserHints.Only([.. labels], names), length) : (ParserHints.All, 0);
    }

    private static bool IsIndifferent(LabelFilter filter) => filter switch
    {
        CombinedLabelFilter combined => IsIndifferent(combined.Left) && IsIndifferent(combined.Right),
        StringLabelFilter text => !text.Matcher.Name.StartsWith("__error", StringComparison.Ordinal),
        AddressLabelFilter => false,
        _ => true,
    };
}
