using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>
/// Reads <c>metric{label="value"} 1 2x3 0+10x5 _ stale {{schema:0 count:1}}x2</c>: labels, then a sequence of samples. <c>axN</c> stands for N+1 samples, <c>a+bxN</c> and
/// <c>a-bxN</c> for N+1 samples that grow or fall by b, <c>_xN</c> for N gaps.
/// </summary>
internal static partial class SeriesNotation
{
    private const string Unsigned = @"(?:[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[iI][nN][fF]|[nN][aA][nN])";
    private const string Number = $"[+-]?{Unsigned}";

    /// <summary>Splits a line into its labels and the text of its sequence.</summary>
    public static (LabelSet Labels, string Sequence) ParseMetric(string line, int number)
    {
        var labels = new LabelSetBuilder();
        int at = 0;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or ':'))
        {
            at++;
        }

        labels.Set(LabelSet.MetricName, line[..at]);
        if (at < line.Length && line[at] == '{')
        {
            at = ParseLabels(line, at + 1, labels, number);
        }

        return (labels.ToLabelSet(), line[at..].Trim());
    }

    /// <summary>Expands a sequence.</summary>
    public static IReadOnlyList<SequenceValue> ParseSequence(string text, int line)
    {
        var values = new List<SequenceValue>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                return values;
            }

            at = text.AsSpan(at).StartsWith("{{", StringComparison.Ordinal) ? ParseHistograms(text, at, values, line) : ParseFloats(text, at, values, line);
        }
    }

    /// <summary>Reads a number as scripts write them.</summary>
    public static bool TryParseNumber(string text, out double value)
    {
        bool isNumber = WholeNumber().IsMatch(text);
        value = isNumber ? ToNumber(text) : 0;
        return isNumber;
    }

    private static double ToNumber(string text) => text.TrimStart('+', '-').ToUpperInvariant() switch
    {
        "INF" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
        "NAN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static int ParseLabels(string line, int at, LabelSetBuilder labels, int number)
    {
        while (true)
        {
            at = SkipBlanks(line, at);
            if (at < line.Length && line[at] == '}')
            {
                return at + 1;
            }

            string name;
            if (at < line.Length && line[at] is '"' or '\'' or '`')
            {
                name = ParseLiteral(line, ref at, number);
            }
            else
            {
                int start = at;
                while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or ':'))
                {
                    at++;
                }

                name = line[start..at];
            }

            at = SkipBlanks(line, at);
            if (at < line.Length && line[at] == '=')
            {
                at = SkipBlanks(line, at + 1);
                labels.Set(name, ParseLiteral(line, ref at, number));
            }
            else
            {
                labels.Set(LabelSet.MetricName, name);
            }

            at = SkipBlanks(line, at);
            if (at < line.Length && line[at] == ',')
            {
                at++;
            }
            else if (at >= line.Length || line[at] != '}')
            {
                throw new ScriptException(number, $"malformed labels: {line}");
            }
        }
    }

    private static string ParseLiteral(string line, ref int at, int number)
    {
        int start = at;
        char quote = line[at++];
        while (at < line.Length && line[at] != quote)
        {
            at += line[at] == '\\' && quote != '`' ? 2 : 1;
        }

        at++;
        return (at <= line.Length ? GoLiteral.Unquote(Encoding.UTF8.GetBytes(line[start..at])) : null) ?? throw new ScriptException(number, $"malformed string in {line}");
    }

    private static int SkipBlanks(string line, int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private static int ParseFloats(string text, int at, List<SequenceValue> values, int line)
    {
        Match match = FloatItem().Match(text, at);
        if (!match.Success)
        {
            throw new ScriptException(line, $"malformed sequence at \"{text[at..]}\"");
        }

        int times = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 0;
        string first = match.Groups["first"].Value;
        if (first == "_")
        {
            values.AddRange(Enumerable.Repeat(SequenceValue.Gap, Math.Max(1, times)));
            return at + match.Length;
        }

        double step = match.Groups["step"].Success ? ToNumber(match.Groups["step"].Value) : 0, value = first == "stale" ? SampleValue.Stale : ToNumber(first);

        for (int i = 0; i <= times; i++, value += step)
        {
            values.Add(new SequenceValue(false, value));
            if (first == "stale" || step == 0)
            {
                values.AddRange(Enumerable.Repeat(values[^1], times));
                break;
            }
        }

        return at + match.Length;
    }

    private static int ParseHistograms(string text, int at, List<SequenceValue> values, int line)
    {
        (NativeHistogram histogram, bool hintSpelled) = HistogramNotation.Parse(text, ref at, line);
        char operation = at < text.Length ? text[at] : ' ';
        NativeHistogram? step = null;
        if (operation is '+' or '-')
        {
            at++;
            (step, bool stepHintSpelled) = HistogramNotation.Parse(text, ref at, line);
            hintSpelled |= stepHintSpelled;
        }

        Match repeat = Repeat().Match(text, at);
        int times = repeat.Success ? int.Parse(repeat.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        if (step is not null && !repeat.Success)
        {
            throw new ScriptException(line, "a growing histogram needs a repetition");
        }

        var total = new HistogramAccumulator();
        total.Add(histogram);
        for (int i = 0; i <= times; i++)
        {
            values.Add(new SequenceValue(false, 0, i == 0 || step is null ? histogram : total.ToHistogram(), hintSpelled));
            if (step is not null)
            {
                _ = operation == '+' ? total.Add(step) : total.Subtract(step);
            }
        }

        return at + repeat.Length;
    }

    [GeneratedRegex($"^{Number}$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex($@"\G(?<first>_|stale|{Number})(?<step>[+-]{Unsigned})?(?:x(?<times>[0-9]+))?(?=\s|$)")]
    private static partial Regex FloatItem();

    [GeneratedRegex(@"\Gx([0-9]+)")]
    private static partial Regex Repeat();
}
