using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>Writes a query on one line, in the form that Prometheus normalises queries to. Parsing the text gives the same tree, up to positions.</summary>
public static class PromQLPrinter
{
    /// <summary>The text of an expression.</summary>
    public static string Print(Expr expr)
    {
        var text = new StringBuilder();
        Append(text, expr);
        return text.ToString();
    }

    /// <summary>What stands between a binary operation's operands, without blanks around it.</summary>
    internal static string Operator(BinaryExpr binary) => AppendOperator(new StringBuilder(), binary).ToString();

    /// <summary>An aggregation up to its opening parenthesis.</summary>
    internal static string Head(AggregateExpr aggregate) => AppendHead(new StringBuilder(), aggregate).ToString();

    /// <summary>What follows the inner expression of a subquery.</summary>
    internal static string Suffix(SubqueryExpr subquery) => AppendSuffix(new StringBuilder(), subquery).ToString();

    private static StringBuilder Append(StringBuilder text, Expr expr) => expr switch
    {
        NumberLiteral number => text.Append(number.IsDuration ? FormatSeconds(number.Value) : PrometheusFloat.FormatFixed(number.Value)),
        StringLiteral literal => text.Append(GoLiteral.Quote(literal.Value)),
        ParenExpr paren => Append(text.Append('('), paren.Inner).Append(')'),
        UnaryExpr unary => Append(text.Append(unary.Negate ? '-' : '+'), unary.Operand),
        BinaryExpr binary => Append(AppendOperator(Append(text, binary.Left).Append(' '), binary).Append(' '), binary.Right),
        Call call => AppendArguments(text.Append(call.Function.Name), call.Arguments),
        DurationCall call => AppendArguments(text.Append(call.Function), call.Arguments),
        AggregateExpr aggregate => AppendArguments(AppendHead(text, aggregate), aggregate.Parameter is null ? [aggregate.Operand] : [aggregate.Parameter, aggregate.Operand]),
        VectorSelector selector => AppendSelector(text, selector),
        MatrixSelector matrix => AppendMatrix(text, matrix),
        SubqueryExpr subquery => AppendSuffix(Append(text, subquery.Inner), subquery),
        _ => throw new ArgumentOutOfRangeException(nameof(expr), expr, null),
    };

    private static StringBuilder AppendArguments(StringBuilder text, ImmutableArray<Expr> arguments)
    {
        text.Append('(');
        for (int i = 0; i < arguments.Length; i++)
        {
            Append(text.Append(i == 0 ? "" : ", "), arguments[i]);
        }

        return text.Append(')');
    }

    private static StringBuilder AppendHead(StringBuilder text, AggregateExpr aggregate)
    {
        text.Append(AggregateOperators.NameOf(aggregate.Operator));
        return aggregate.Without || !aggregate.Grouping.IsEmpty
            ? AppendLabels(text.Append(aggregate.Without ? " without" : " by"), aggregate.Grouping).Append(' ')
            : text;
    }

    private static StringBuilder AppendOperator(StringBuilder text, BinaryExpr binary)
    {
        text.Append(binary.Operator.Symbol()).Append(binary.ReturnBool ? " bool" : "");
        if (binary.Matching is not { } matching)
        {
            return text;
        }

        bool grouped = matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
        if (matching.On || grouped || !matching.Labels.IsEmpty)
        {
            AppendLabels(text.Append(matching.On ? " on" : " ignoring"), matching.Labels);
        }

        if (grouped)
        {
            AppendLabels(text.Append(matching.Cardinality == MatchCardinality.ManyToOne ? " group_left" : " group_right"), matching.Include);
        }

        if (matching.FillLeft is { } both && matching.FillRight == both)
        {
            return AppendFill(text, "fill", both);
        }

        if (matching.FillLeft is { } left)
        {
            AppendFill(text, "fill_left", left);
        }

        return matching.FillRight is { } right ? AppendFill(text, "fill_right", right) : text;
    }

    private static StringBuilder AppendFill(StringBuilder text, string name, double value) =>
        text.Append(CultureInfo.InvariantCulture, $" {name} ({PrometheusFloat.FormatGeneral(value)})");

    private static StringBuilder AppendLabels(StringBuilder text, ImmutableArray<string> labels)
    {
        text.Append(" (");
        for (int i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(QuotedIfNeeded(labels[i]));
        }

        return text.Append(')');
    }

    private static StringBuilder AppendSelector(StringBuilder text, VectorSelector selector) =>
        AppendOffset(AppendExtension(AppendAt(AppendSeries(text, selector), selector.At), selector), selector.Offset);

    private static StringBuilder AppendMatrix(StringBuilder text, MatrixSelector matrix)
    {
        AppendDuration(AppendSeries(text, matrix.Selector).Append('['), matrix.Range).Append(']');
        return AppendOffset(AppendAt(AppendExtension(text, matrix.Selector), matrix.Selector.At), matrix.Selector.Offset);
    }

    private static StringBuilder AppendSuffix(StringBuilder text, SubqueryExpr subquery)
    {
        AppendDuration(text.Append('['), subquery.Range).Append(':');
        if (subquery.Step is { } step)
        {
            AppendDuration(text, step);
        }

        return AppendOffset(AppendAt(text.Append(']'), subquery.At), subquery.Offset);
    }

    private static StringBuilder AppendSeries(StringBuilder text, VectorSelector selector)
    {
        text.Append(selector.Name);
        List<string> matchers = [];
        foreach (LabelMatcher matcher in selector.Matchers)
        {
            bool isName = matcher is { Operator: MatchOperator.Equal, Name: "__name__" } && matcher.Value == selector.Name && matcher.Value.Length > 0;
            if (!isName)
            {
                matchers.Add(Print(matcher));
            }
        }

        // Without this a selector that states nothing would vanish.
        if (matchers.Count == 0 && selector.Name.Length > 0)
        {
            return text;
        }

        matchers.Sort(string.CompareOrdinal);
        return text.Append('{').AppendJoin(',', matchers).Append('}');
    }

    private static string Print(LabelMatcher matcher) => $"{QuotedIfNeeded(matcher.Name)}{matcher.Operator.Symbol()}{GoLiteral.Quote(matcher.Value)}";

    private static StringBuilder AppendExtension(StringBuilder text, VectorSelector selector) =>
        text.Append(selector.Anchored ? " anchored" : selector.Smoothed ? " smoothed" : "");

    private static StringBuilder AppendAt(StringBuilder text, AtModifier? at) => at switch
    {
        null => text,
        { Kind: AtKind.Start } => text.Append(" @ start()"),
        { Kind: AtKind.End } => text.Append(" @ end()"),
        _ => text.Append(CultureInfo.InvariantCulture, $" @ {(decimal)at.Timestamp / 1000:F3}"),
    };

    private static StringBuilder AppendOffset(StringBuilder text, Duration offset) => offset == Duration.Zero ? text : AppendDuration(text.Append(" offset "), offset);

    private static StringBuilder AppendDuration(StringBuilder text, Duration duration) =>
        duration.Expression is { } expr ? Append(text, expr) : text.Append(PrometheusDuration.Format(duration.Milliseconds));

    private static string FormatSeconds(double seconds) => PrometheusDuration.Format((long)(seconds * 1e9) / 1_000_000);

    private static string QuotedIfNeeded(string label)
    {
        bool plain = label.Length > 0 && !char.IsAsciiDigit(label[0]) && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return plain ? label : GoLiteral.Quote(label);
    }
}
