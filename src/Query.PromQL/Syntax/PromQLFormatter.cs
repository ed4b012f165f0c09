using System.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>
/// Lays a query out for reading: what fits in a line of 100 characters stays on one line, anything longer is broken at its operator, parentheses or arguments, and its
/// parts are indented by two blanks.
/// </summary>
public static class PromQLFormatter
{
    /// <summary>The laid out text of a query; <paramref name="longestLine"/> counts UTF-8 bytes, indentation not included.</summary>
    public static string Format(Expr expr, int longestLine = 100) => new Layout(longestLine).Format(expr, 0);

    private readonly record struct Layout(int LongestLine)
    {
        public string Format(Expr expr, int level)
        {
            string indent = new(' ', 2 * level);
            if (expr is UnaryExpr unary)
            {
                return $"{indent}{(unary.Negate ? '-' : '+')}{Format(unary.Operand, level).Trim()}";
            }

            string line = PromQLPrinter.Print(expr);
            if (Encoding.UTF8.GetByteCount(line) <= LongestLine)
            {
                // Prometheus leaves a short subquery where it stands.
                return expr is SubqueryExpr ? line : indent + line;
            }

            return expr switch
            {
                AggregateExpr { Parameter: { } parameter } a => $"{indent}{PromQLPrinter.Head(a)}(\n{Format(parameter, level + 1)},\n{Format(a.Operand, level + 1)}\n{indent})",
                AggregateExpr a => $"{indent}{PromQLPrinter.Head(a)}(\n{Format(a.Operand, level + 1)}\n{indent})",
                BinaryExpr b => $"{Format(b.Left, level + 1)}\n{indent}{PromQLPrinter.Operator(b)}\n{Format(b.Right, level + 1)}",
                Call c => $"{indent}{c.Function.Name}(\n{Arguments(c, level + 1)}\n{indent})",
                ParenExpr p => $"{indent}(\n{Format(p.Inner, level + 1)}\n{indent})",
                SubqueryExpr s => $"{Format(s.Inner, level)}{PromQLPrinter.Suffix(s)}",
                _ => indent + line,
            };
        }

        private string Arguments(Call call, int level)
        {
            Layout layout = this;
            return string.Join(",\n", call.Arguments.Select(argument => layout.Format(argument, level)));
        }
    }
}
