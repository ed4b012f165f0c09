using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>A pipeline, executed stage by stage on texts.</summary>
/// <param name="stages">The stages.</param>
/// <param name="asksEarly">Whether parsers ask filters of one label about what they find.</param>
internal sealed class ReferencePipeline(ImmutableArray<Stage> stages, bool asksEarly)
{
    private static readonly Dictionary<string, Regex> _expressions = [];

    private readonly ImmutableArray<Stage> _stages = StageOrder.Arrange(stages);

    /// <summary>Changes the row; false when it goes.</summary>
    public bool Process(ReferenceRow row) => _stages.All(stage => Process(stage, row));

    public static bool Test(LabelFilter filter, ReferenceRow row) => filter switch
    {
        CombinedLabelFilter { Both: true } both => Test(both.Left, row) & Test(both.Right, row),
        CombinedLabelFilter either => Test(either.Left, row) || Test(either.Right, row),
        StringLabelFilter text => Matches(text.Matcher, row.Get(text.Matcher.Name) ?? ""),
        NumberLabelFilter number => Compare(row, number.Label, number.Operator, number.Value, static text => GoNumber.TryParseFloat(text, out double value) ? value : null),
        DurationLabelFilter duration => Compare(row, duration.Label, duration.Operator, duration.Value, static text => GoDuration.TryParse(ReferenceText.ToBytes(text), out long value) ? value : null),
        BytesLabelFilter bytes => Compare(row, bytes.Label, bytes.Operator, bytes.Value, static text => ByteSize.TryParse(ReferenceText.ToBytes(text), out ulong value) ? value : null),
        AddressLabelFilter address => row.Error.Length > 0 || (row.Get(address.Label) is { } text && AddressSearch.TryParse(address.Pattern)!.IsIn(ReferenceText.ToBytes(text)) != address.Negated),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    public static bool Matches(LabelMatcher matcher, string value)
    {
        string expected = ReferenceText.OfText(matcher.Value);
        return matcher.Operator switch
        {
            MatchOperator.Equal => value == expected,
            MatchOperator.NotEqual => value != expected,
            MatchOperator.Regex => ExpressionOf($"^(?s:{expected})\\z").IsMatch(value),
            _ => !ExpressionOf($"^(?s:{expected})\\z").IsMatch(value),
        };
    }

    private static Regex ExpressionOf(string pattern)
    {
        lock (_expressions)
        {
            return _expressions.TryGetValue(pattern, out Regex? regex) ? regex : _expressions[pattern] = new Regex(pattern.Replace("?P<", "?<", StringComparison.Ordinal), RegexOptions.CultureInvariant);
        }
    }

    private static bool Compare(ReferenceRow row, string label, ComparisonOperator op, double bound, Func<string, double?> read)
    {
        if (row.Get(label) is not { } text)
        {
            return false;
        }

        if (read(text) is not { } value)
        {
            row.Error = row.Error.Length > 0 ? row.Error : "LabelFilterErr";
            return true;
        }

        return op switch
        {
            ComparisonOperator.Equal => value == bound,
            ComparisonOperator.NotEqual => value != bound,
            ComparisonOperator.Greater => value > bound,
            ComparisonOperator.GreaterOrEqual => value >= bound,
            ComparisonOperator.Less => value < bound,
            _ => value <= bound,
        };
    }

    private bool Process(Stage stage, ReferenceRow row)
    {
        switch (stage)
        {
            case LineFilterStage filter:
                return filter.Filters.All(one => one.Terms.Any(term => Contains(one.Operator, term, row.Line)) != ((int)one.Operator % 2 == 1));
            case LabelFilterStage filter:
                return Test(filter.Filter, row);
            case JsonStage:
                return ProcessJson(row);
            case LogfmtStage logfmt:
                return ProcessLogfmt(logfmt, row);
            case RegexpStage regexp:
                Regex expression = ExpressionOf(ReferenceText.OfText(regexp.Pattern));
                Match match = expression.Match(row.Line);
                return !match.Success || match.Groups.Keys.Where(static name => !char.IsAsciiDigit(name[0])).All(name => row.Find(name, match.Groups[name].Value, found => Passes(found, row)));
            case PatternStage pattern:
                return ProcessPattern(PatternExpression.Parse(pattern.Pattern), row);
            case DropStage drop:
                Drop(drop.Labels, row);
                return true;
            case KeepStage keep:
                foreach ((string name, string value) in row.Labels)
                {
                    if (name != "__error__" && !keep.Labels.Any(choice => choice.Label == name && (choice.Matcher is null || Matches(choice.Matcher, value))))
                    {
                        row.Delete(name);
                    }
                }

                return true;
            case LineFormatStage format:
                row.Line = TestTemplates.Execute(format.Template, row.Line, name => row.Get(name) ?? "");
                return true;
            case LabelFormatStage format:
                Format(format, row);
                return true;
            case DecolorizeStage:
                row.Line = Regex.Replace(row.Line, "\u001B\\[[0-9;]*m", "");
                return true;
            default:
                throw new ArgumentOutOfRangeException(nameof(stage));
        }
    }

    private static bool Contains(LineFilterOperator op, LineFilterTerm term, string line)
    {
        if (term.IsAddress)
        {
            return AddressSearch.TryParse(term.Text)!.IsIn(ReferenceText.ToBytes(line));
        }

        return op switch
        {
            LineFilterOperator.Contains or LineFilterOperator.NotContains => line.Contains(ReferenceText.OfText(term.Text), StringComparison.Ordinal),
            LineFilterOperator.Regex or LineFilterOperator.NotRegex => ExpressionOf(ReferenceText.OfText(term.Text)).IsMatch(line),
            _ => PatternExpression.Parse(term.Text).Matches(ReferenceText.ToBytes(line)),
        };
    }

    // The first filter of one label alone.
    private bool Passes(string name, ReferenceRow row)
    {
        LabelFilter? first = !asksEarly ? null
            : _stages.OfType<LabelFilterStage>().Select(static stage => stage.Filter).FirstOrDefault(filter => filter is not CombinedLabelFilter && PipelineCompiler.LabelsOf(filter).First() == name);
        return first is null || Test(first, row);
    }

    private bool ProcessJson(ReferenceRow row)
    {
        foreach ((string Name, string Value)? found in new ReferenceJson(row.Line).Read())
        {
            if (found is not { } pair)
            {
                row.Error = "JSONParserErr";
            }
            else if (!row.Find(pair.Name, pair.Value, name => Passes(name, row)))
            {
                return false;
            }
        }

        return true;
    }

    private bool ProcessLogfmt(LogfmtStage logfmt, ReferenceRow row)
    {
        foreach ((string Key, string Value)? found in ReferenceLogfmt.Read(row.Line))
        {
            if (found is not { } pair)
            {
                if (logfmt.Strict)
                {
                    row.Error = "LogfmtParserErr";
                    return Passes("__error__", row);
                }

                continue;
            }

            string label = ReferenceText.LabelName(pair.Key);
            if (label.Length > 0 && (logfmt.KeepEmpty || pair.Value.Length > 0) && !row.Find(label, pair.Value, name => Passes(name, row)))
            {
                return false;
            }
        }

        return true;
    }

    private bool ProcessPattern(PatternExpression pattern, ReferenceRow row)
    {
        string[] names = [.. pattern.Names];
        int[] borders = new int[2 * names.Length];
        int count = pattern.Capture(ReferenceText.ToBytes(row.Line), borders);
        for (int i = 0; i < count; i += 2)
        {
            if (!row.Find(names[i / 2], row.Line[borders[i]..borders[i + 1]], name => Passes(name, row)))
            {
                return false;
            }
        }

        return true;
    }

    private static void Drop(ImmutableArray<LabelChoice> choices, ReferenceRow row)
    {
        foreach (LabelChoice choice in choices)
        {
            if (choice.Matcher is not null && !Matches(choice.Matcher, row.Get(choice.Label) ?? ""))
            {
                continue;
            }

            if (choice.Label == "__error__")
            {
                row.Error = "";
            }
            else
            {
                row.Delete(choice.Label);
            }
        }
    }

    private static void Format(LabelFormatStage format, ReferenceRow row)
    {
        SortedDictionary<string, string>? labels = null;
        foreach (LabelAssignment assignment in format.Assignments)
        {
            if (assignment.IsRename)
            {
                if (row.Get(assignment.Source) is { } value)
                {
                    row.Set(assignment.Label, value);
                    row.Delete(assignment.Source);
                }

                continue;
            }

            labels ??= row.Labels;
            row.Set(assignment.Label, TestTemplates.Execute(assignment.Source, row.Line, name => labels.GetValueOrDefault(name) ?? ""));
        }
    }
}
