using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>Queries as one line of text, as Loki prints them.</summary>
public static class LogQLPrinter
{
    private const long Millisecond = 1_000_000;

    /// <summary>A query as Loki prints it. Sizes are rounded to be read, and times may be too; see <see cref="PrintExactly"/>.</summary>
    public static string Print(LogQLExpr expr) => Print(expr, exact: false);

    /// <summary>A query as text that parses to the same query.</summary>
    public static string PrintExactly(LogQLExpr expr) => Print(expr, exact: true);

    /// <summary>A stage as Loki prints it.</summary>
    public static string Print(Stage stage) => Print(stage, exact: false);

    internal static string Selector(LogExpr log) => $"{{{string.Join(", ", log.Matchers.Select(Print))}}}";

    internal static string Print(Grouping grouping) => $" {(grouping.Without ? "without" : "by")} ({string.Join(',', grouping.Labels)})";

    internal static string Print(LineFilterTerm term) => term.IsAddress ? $"ip({GoLiteral.Quote(term.Text)})" : GoLiteral.Quote(term.Text);

    internal static string Print(LineFilter filter) => $"{filter.Operator.Symbol()} {string.Join(" or ", filter.Terms.Select(Print))}";

    internal static string Print(LabelFilter filter) => Print(filter, exact: false);

    internal static string Number(double value) => PrometheusFloat.FormatFixed(value);

    /// <summary>Prometheus' notation, which has no more than milliseconds.</summary>
    internal static string Duration(long nanoseconds) => PrometheusDuration.Format(nanoseconds / Millisecond);

    internal static string Print(LineFilterStage stage) => string.Join(' ', stage.Filters.Select(Print));

    internal static string UnwrapHead(Unwrap unwrap) => unwrap.Conversion switch
    {
        UnwrapConversion.Number => $"| unwrap {unwrap.Label}",
        UnwrapConversion.Bytes => $"| unwrap bytes({unwrap.Label})",
        UnwrapConversion.Duration => $"| unwrap duration({unwrap.Label})",
        _ => $"| unwrap duration_seconds({unwrap.Label})",
    };

    internal static string Operator(BinaryExpr binary)
    {
        var text = new StringBuilder(binary.Operator.Symbol());
        text.Append(binary.ReturnBool ? " bool" : "");
        VectorMatching matching = binary.Matching;
        if (!matching.On && matching.Labels.IsDefault)
        {
            return text.ToString();
        }

        string group = matching.Cardinality switch { MatchCardinality.ManyToOne => "group_left", MatchCardinality.OneToMany => "group_right", _ => "" };
        group += matching.Include.IsDefault ? "" : $" ({string.Join(',', matching.Include)})";
        return text.Append(CultureInfo.InvariantCulture, $" {(matching.On ? "on" : "ignoring")} ({string.Join(',', matching.Labels.IsDefault ? [] : matching.Labels)}) {group}").ToString();
    }

    private static string Print(LogQLExpr expr, bool exact) => expr switch
    {
        LogExpr { Stages.IsEmpty: true } log => Selector(log),
        LogExpr log => $"{Selector(log)} {string.Join(' ', log.Stages.Select(stage => Print(stage, exact)))}",
        RangeAggregation range => $"{range.Operation.Name()}({(range.Parameter is { } q ? Number(q) + "," : "")}{Print(range.Range, exact)}){(range.Grouping is null ? "" : Print(range.Grouping))}",
        VectorAggregation vector => $"{Head(vector)}({(HasParameter(vector) ? string.Create(CultureInfo.InvariantCulture, $"{vector.Parameter},") : "")}{Print(vector.Operand, exact)})",
        BinaryExpr binary => $"({Print(binary.Left, exact)} {Operator(binary)} {Print(binary.Right, exact)})",
        LabelReplace replace => $"label_replace({Print(replace.Operand, exact)},{string.Join(',', Texts(replace).Select(GoLiteral.Quote))})",
        NumberLiteral number => exact ? Number(number.Value) : PrometheusFloat.FormatGeneral(number.Value),
        VectorLiteral vector => $"vector({(exact ? Number(vector.Value) : vector.Value.ToString("F6", CultureInfo.InvariantCulture))})",
        _ => throw new ArgumentOutOfRangeException(nameof(expr)),
    };

    internal static IEnumerable<string> Texts(LabelReplace replace) => [replace.Destination, replace.Replacement, replace.Source, replace.Pattern];

    internal static bool HasParameter(VectorAggregation vector) => vector.Operation is VectorOperation.TopK or VectorOperation.BottomK or VectorOperation.ApproxTopK;

    private static string Head(VectorAggregation vector) =>
        vector.Operation.Name() + (vector.Grouping is { } grouping && (grouping.Without || !grouping.Labels.IsEmpty) ? Print(grouping) : "");

    private static string Print(LogRange range, bool exact)
    {
        string unwrap = range.Unwrap is null ? "" : $" {UnwrapHead(range.Unwrap)}{string.Concat(range.Unwrap.Filters.Select(filter => $" | {Print(filter, exact)}"))}";
        return $"{Print(range.Log, exact)}{unwrap}[{Duration(range.Interval)}]{(range.Offset == 0 ? "" : $" offset {GoDuration.Format(range.Offset)}")}";
    }

    private static string Print(Stage stage, bool exact) => stage switch
    {
        LineFilterStage lines => Print(lines),
        JsonStage { Extractions.IsEmpty: true } => "| json",
        JsonStage json => $"| json {Print(json.Extractions)}",
        LogfmtStage logfmt => $"| logfmt{(logfmt.Strict ? " --strict" : "")}{(logfmt.KeepEmpty ? " --keep-empty" : "")}{(logfmt.Extractions.IsEmpty ? "" : " " + Print(logfmt.Extractions))}",
        RegexpStage regexp => $"| regexp {GoLiteral.Quote(regexp.Pattern)}",
        PatternStage pattern => $"| pattern {GoLiteral.Quote(pattern.Pattern)}",
        UnpackStage => "| unpack",
        LabelFilterStage filter => $"| {Print(filter.Filter, exact)}",
        LineFormatStage line => $"| line_format {GoLiteral.Quote(line.Template)}",
        LabelFormatStage format => $"| label_format {string.Join(',', format.Assignments.Select(static one => $"{one.Label}={(one.IsRename ? one.Source : GoLiteral.Quote(one.Source))}"))}",
        DecolorizeStage => "| decolorize",
        DropStage drop => $"| drop {string.Join(',', drop.Labels.Select(Print))}",
        KeepStage keep => $"| keep {string.Join(',', keep.Labels.Select(Print))}",
        DistinctStage distinct => $"| distinct {string.Join(',', distinct.Labels)}",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    private static string Print(IEnumerable<LabelExtraction> extractions) => string.Join(',', extractions.Select(static one => $"{one.Label}={GoLiteral.Quote(one.Expression)}"));

    private static string Print(LabelChoice choice) => choice.Matcher is null ? choice.Label : Print(choice.Matcher);

    private static string Print(LabelMatcher matcher) => $"{matcher.Name}{matcher.Operator.Symbol()}{GoLiteral.Quote(matcher.Value)}";

    private static string Print(LabelFilter filter, bool exact) => filter switch
    {
        CombinedLabelFilter combined => $"( {Print(combined.Left, exact)} {(combined.Both ? "," : "or")} {Print(combined.Right, exact)} )",
        StringLabelFilter { Matcher: { Operator: MatchOperator.Regex } matcher } when !RegexShape.IsOfTexts(matcher.Value) =>
            $"{matcher.Name}=~{(matcher.Value.Contains('`', StringComparison.Ordinal) ? GoLiteral.Quote(matcher.Value) : $"`{matcher.Value}`")}",
        StringLabelFilter text => Print(text.Matcher),
        NumberLabelFilter number => $"{number.Label}{number.Operator.Symbol()}{Number(number.Value)}",
        DurationLabelFilter duration => $"{duration.Label}{duration.Operator.Symbol()}{GoDuration.Format(duration.Value)}",
        BytesLabelFilter bytes => $"{bytes.Label}{bytes.Operator.Symbol()}{(exact ? $"{bytes.Value.ToString(CultureInfo.InvariantCulture)}B" : ByteSize.Format(bytes.Value))}",
        AddressLabelFilter address => $"{address.Label}{(address.Negated ? "!=" : "=")}ip({GoLiteral.Quote(address.Pattern)})",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };
}
