using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>
/// Lays a query out for reading: what fits in a line of 100 characters stays on one line, anything longer is broken at its operators, parentheses and stages, and its parts are indented
/// by two blanks.
/// </summary>
public static class LogQLFormatter
{
    private const int LongestLine = 100;

    /// <summary>The laid out text of a query.</summary>
    public static string Format(LogQLExpr expr) => Format(expr, 0);

    private static string Format(LogQLExpr expr, int level)
    {
        string line = LogQLPrinter.Print(expr), indent = Indent(level);
        if (Encoding.UTF8.GetByteCount(line) <= LongestLine)
        {
            return indent + line;
        }

        return expr switch
        {
            LogExpr log => Format(log, level),
            RangeAggregation range => Format(range, level),
            VectorAggregation vector => $"{indent}{vector.Operation.Name()}{Spaced(vector.Grouping)}(\n{Arguments(ParameterOf(vector, level + 1), Format(vector.Operand, level + 1))}\n{indent})",
            BinaryExpr binary => $"{Format(binary.Left, level + 1)}\n{indent}{Operator(binary)}\n{Format(binary.Right, level + 1)}",
            LabelReplace replace => $"{indent}label_replace(\n{Arguments([Format(replace.Operand, level + 1), .. LogQLPrinter.Texts(replace).Select(text => Indent(level + 1) + GoLiteral.Quote(text))])}\n{indent})",
            _ => indent + line,
        };
    }

    private static string Format(LogExpr log, int level)
    {
        string line = LogQLPrinter.Print(log);
        return Encoding.UTF8.GetByteCount(line) <= LongestLine
            ? Indent(level) + line
            : $"{Indent(level)}{LogQLPrinter.Selector(log)}\n{string.Join('\n', log.Stages.Select(stage => Format(stage, level + 1)))}";
    }

    private static string Format(RangeAggregation range, int level)
    {
        var text = new StringBuilder(Indent(level)).Append(range.Operation.Name()).Append("(\n");
        if (range.Parameter is { } parameter)
        {
            text.Append(Indent(level + 1)).Append(LogQLPrinter.Number(parameter)).Append(",\n");
        }

        text.Append(Format(range.Range.Log, level + 1));
        if (range.Range.Unwrap is { } unwrap)
        {
            string indent = Indent(level + 2);
            text.Append('\n').Append(indent).Append(LogQLPrinter.UnwrapHead(unwrap));
            foreach (LabelFilter filter in unwrap.Filters)
            {
                text.Append('\n').Append(indent).Append("| ").Append(LogQLPrinter.Print(filter));
            }
        }

        text.Append(CultureInfo.InvariantCulture, $" [{LogQLPrinter.Duration(range.Range.Interval)}]");
        text.Append(range.Range.Offset == 0 ? "" : $" offset {LogQLPrinter.Duration(range.Range.Offset)}");
        return text.Append('\n').Append(Indent(level)).Append(')').Append(Spaced(range.Grouping)).ToString();
    }

    private static string Format(Stage stage, int level)
    {
        string line = LogQLPrinter.Print(stage), indent = Indent(level);
        return stage switch
        {
            LineFilterStage filters when Encoding.UTF8.GetByteCount(line) > LongestLine => string.Join('\n', filters.Filters.Select(filter => indent + LogQLPrinter.Print(filter))),
            DecolorizeStage => line,
            _ => indent + line,
        };
    }

    private static string Operator(BinaryExpr binary)
    {
        VectorMatching matching = binary.Matching;
        string op = binary.Operator.Symbol() + (binary.ReturnBool ? " bool" : "");
        if (matching.Labels.IsDefaultOrEmpty)
        {
            return matching.On || matching.Cardinality != MatchCardinality.OneToOne ? LogQLPrinter.Operator(binary) : op;
        }

        string group = matching.Cardinality switch { MatchCardinality.ManyToOne => "group_left", MatchCardinality.OneToMany => "group_right", _ => "" };
        group += matching.Include.IsDefaultOrEmpty ? "" : $" ({string.Join(", ", matching.Include)})";
        return $"{op} {(matching.On ? "on" : "ignoring")} ({string.Join(", ", matching.Labels)}) {group}";
    }

    private static string Spaced(Grouping? grouping) => grouping is null || grouping.Labels.IsEmpty
        ? grouping is { Without: true } ? " without ()" : ""
        : $" {(grouping.Without ? "without" : "by")} ({string.Join(", ", grouping.Labels)})";

    private static string ParameterOf(VectorAggregation vector, int level) =>
        LogQLPrinter.HasParameter(vector) ? string.Create(CultureInfo.InvariantCulture, $"{Indent(level)}{vector.Parameter}") : "";

    private static string Arguments(params IEnumerable<string> arguments) => string.Join(",\n", arguments.Where(static argument => argument.Length > 0));

    private static string Indent(int level) => new(' ', 2 * level);
}
