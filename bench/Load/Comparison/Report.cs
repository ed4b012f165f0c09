using System.Globalization;
using System.Text;

namespace Orleans.Obs.Load.Comparison;

/// <summary>Prints contenders side by side as a Markdown table, with ours against each of the others.</summary>
internal static class Report
{
    private static readonly (string Title, Func<Scores, double> Value, string Format)[] Rows =
    [
        ("first pass, new series: million samples per CPU-second", static s => s.FirstPass / 1e6, "0.00"),
        ("second pass, known series: million samples per CPU-second", static s => s.SecondPass / 1e6, "0.00"),
        ("resident MB after both passes", static s => s.ResidentMegabytes, "0"),
        ("bytes per sample on disk, flushed", static s => s.BytesPerSample, "0.00"),
        ("queries, sum of medians, ms", static s => s.QuerySum, "0"),
        ("a million new series: million samples per CPU-second", static s => s.MillionFirstPass / 1e6, "0.00"),
        ("a million series: resident MB", static s => s.MillionResidentMegabytes, "0"),
        ("a million series: query for one, ms", static s => s.MillionPointQuery, "0.0"),
    ];

    public static string Of(IReadOnlyList<Scores> scores)
    {
        var text = new StringBuilder();
        Line(text, ["", .. scores.Select(static s => s.Name), .. scores.Skip(1).Select(static s => $"ratio to {s.Name}")]);
        Line(text, Enumerable.Repeat("---", 2 * scores.Count));
        foreach ((string title, Func<Scores, double> value, string format) in Rows)
        {
            Line(text, [title, .. scores.Select(s => value(s).ToString(format, CultureInfo.InvariantCulture)), .. Ratios(scores, value)]);
        }

        for (int i = 0; i < scores[0].Queries.Count; i++)
        {
            int query = i;
            double Median(Scores s) => s.Queries[query].MedianMilliseconds;
            Line(text, [$"`{scores[0].Queries[i].Text.Replace("|", "\\|", StringComparison.Ordinal)}` ms", .. scores.Select(s => Median(s).ToString("0.0", CultureInfo.InvariantCulture)), .. Ratios(scores, Median)]);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Ratios(IReadOnlyList<Scores> scores, Func<Scores, double> value) =>
        scores.Skip(1).Select(other => (value(scores[0]) / value(other)).ToString("0.00", CultureInfo.InvariantCulture));

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
