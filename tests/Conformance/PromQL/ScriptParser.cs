using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>
/// Reads a test script: blocks of lines that blank lines (or comments) end. A block begins with <c>load</c>, <c>load_with_nhcb</c>, <c>clear</c> or <c>eval</c>; the lines below
/// an eval are its expectations.
/// </summary>
internal sealed partial class ScriptParser(string text)
{
    private readonly string[] _lines = [.. text.Split('\n').Select(line => line.Trim()).Select(line => line.StartsWith('#') ? "" : line)];
    private int _at;

    public static IReadOnlyList<ScriptCommand> Parse(string text) => [.. new ScriptParser(text).Commands()];

    private IEnumerable<ScriptCommand> Commands()
    {
        for (; _at < _lines.Length; _at++)
        {
            string line = _lines[_at];
            if (line.Length == 0)
            {
                continue;
            }

            string word = Blanks().Split(line, 2)[0];
            if (word.Equals("clear", StringComparison.OrdinalIgnoreCase))
            {
                yield return new ClearCommand(_at + 1);
            }
            else if (word.StartsWith("load", StringComparison.OrdinalIgnoreCase))
            {
                yield return ParseLoad(line);
            }
            else if (word.StartsWith("eval", StringComparison.OrdinalIgnoreCase))
            {
                yield return ParseEval(line);
            }
            else
            {
                throw Malformed($"invalid command \"{line}\"");
            }
        }
    }

    private LoadCommand ParseLoad(string line)
    {
        int commandLine = _at + 1;
        Match match = Load().Match(line);
        if (!match.Success)
        {
            throw Malformed("invalid load command. (load[_with_nhcb] <step:duration>)");
        }

        long step = Duration(match.Groups["step"].Value);
        var series = new Dictionary<LabelSet, LoadedSeries>();
        (LabelSet Labels, IReadOnlyList<long?> Values)? starts = null;
        while (NextLine() is { } definition)
        {
            (LabelSet labels, string sequence) = StartTimestamps(definition) is { } withoutMark
                ? SeriesNotation.ParseMetric(withoutMark, _at + 1) : SeriesNotation.ParseMetric(definition, _at + 1);
            if (StartTimestamps(definition) is not null)
            {
                starts = (labels, StartTimestampNotation.Parse(sequence, _at + 1));
                continue;
            }

            IReadOnlyList<SequenceValue> values = SeriesNotation.ParseSequence(sequence, _at + 1);
            if (starts is { } of && (of.Labels != labels || of.Values.Count != values.Count))
            {
                throw Malformed("the @st line before does not fit this series");
            }

            series[labels] = new LoadedSeries(labels, Samples(values, starts?.Values, step));
            starts = null;
        }

        return starts is null
            ? new LoadCommand(commandLine, [.. series.Values, .. match.Groups["nhcb"].Success ? ClassicHistograms.Convert(series.Values, commandLine) : []])
            : throw Malformed("@st line has no following sample line");
    }

    private static List<LoadedSample> Samples(IReadOnlyList<SequenceValue> values, IReadOnlyList<long?>? starts, long step)
    {
        var samples = new List<LoadedSample>();
        for (int i = 0; i < values.Count; i++)
        {
            if (!values[i].Omitted)
            {
                long start = starts?[i] is { } relative ? i * step + relative : 0;
                samples.Add(new LoadedSample(i * step, values[i].Value, values[i].Histogram, start));
            }
        }

        return samples;
    }

    // The definition without its mark when it is one of start timestamps.
    private static string? StartTimestamps(string definition)
    {
        int blank = definition.AsSpan().IndexOfAny(' ', '\t');
        return blank > 3 && definition.AsSpan(0, blank).EndsWith("@st", StringComparison.Ordinal) ? definition[..(blank - 3)] + definition[blank..] : null;
    }

    private EvalCommand ParseEval(string line)
    {
        Match instant = Instant().Match(line), range = Range().Match(line);
        Match match = instant.Success ? instant : range.Success ? range : throw Malformed("invalid evaluation command");
        var eval = new EvalCommand(_at + 1, match.Groups["query"].Value, !instant.Success);
        if (instant.Success)
        {
            long at = match.Groups["at"].Success ? Duration(match.Groups["at"].Value) : 0;
            eval = eval with { EvaluationTime = at, Start = at, End = at };
        }
        else
        {
            eval = eval with { Start = Duration(match.Groups["from"].Value), End = Duration(match.Groups["to"].Value), Step = Duration(match.Groups["step"].Value) };
        }

        eval = match.Groups["kind"].Value switch
        {
            "ordered" => eval with { Ordered = true },
            "fail" => eval with { Failure = Expectation.Anything },
            "warn" => eval with { Warnings = new AnnotationExpectations { Expected = [Expectation.Anything] } },
            "info" => eval with { Infos = new AnnotationExpectations { Expected = [Expectation.Anything] } },
            _ => eval,
        };
        var series = new List<ExpectedSeries>();
        while (NextLine() is { } expectation)
        {
            eval = ParseExpectation(eval, expectation, series);
        }

        return eval with { Series = series };
    }

    private EvalCommand ParseExpectation(EvalCommand eval, string line, List<ExpectedSeries> series)
    {
        if (ExpectRangeVector().Match(line) is { Success: true } range)
        {
            long end = Duration(range.Groups["to"].Value);
            return eval with { Start = Duration(range.Groups["from"].Value), End = end, Step = Duration(range.Groups["step"].Value), EvaluationTime = end, HasRangeForm = false };
        }

        if (line.StartsWith("expect string", StringComparison.Ordinal))
        {
            string text = GoLiteral.Unquote(Encoding.UTF8.GetBytes(line["expect string".Length..].Trim())) ?? throw Malformed("expected string literal not valid");
            return eval with { Text = text, HasRangeForm = false };
        }

        if (line.StartsWith("expected_fail_message", StringComparison.Ordinal))
        {
            return eval with { Failure = new Expectation(line["expected_fail_message".Length..].Trim(), null) };
        }

        if (line.StartsWith("expected_fail_regexp", StringComparison.Ordinal))
        {
            return eval with { Failure = new Expectation(null, Pattern(line["expected_fail_regexp".Length..].Trim())) };
        }

        if (line.Split(' ')[0] == "expect")
        {
            return ParseExpect(eval, line);
        }

        if (SeriesNotation.TryParseNumber(line, out double scalar))
        {
            return eval with { Scalar = scalar };
        }

        (LabelSet labels, string sequence) = SeriesNotation.ParseMetric(line, _at + 1);
        series.Add(new ExpectedSeries(labels, SeriesNotation.ParseSequence(sequence, _at + 1)));
        return eval;
    }

    private EvalCommand ParseExpect(EvalCommand eval, string line)
    {
        Match match = Expect().Match(line);
        if (!match.Success)
        {
            throw Malformed($"invalid expectation: {line}");
        }

        string text = match.Groups["text"].Value.Trim();
        Expectation expectation = match.Groups["how"].Value switch
        {
            "msg" => new Expectation(text, null),
            "regex" => new Expectation(null, Pattern(text)),
            _ => Expectation.Anything,
        };
        return match.Groups["what"].Value switch
        {
            "ordered" => eval with { Ordered = true },
            "fail" => eval with { Failure = expectation },
            "warn" => eval with { Warnings = eval.Warnings with { Expected = [.. eval.Warnings.Expected, expectation] } },
            "info" => eval with { Infos = eval.Infos with { Expected = [.. eval.Infos.Expected, expectation] } },
            "no_warn" => eval with { Warnings = eval.Warnings with { NoneAllowed = true } },
            _ => eval with { Infos = eval.Infos with { NoneAllowed = true } },
        };
    }

    private string? NextLine() => _at + 1 < _lines.Length && _lines[_at + 1].Length > 0 ? _lines[++_at] : null;

    private long Duration(string text) =>
        PrometheusDuration.TryParse(text, out long milliseconds, out string error) ? milliseconds : throw Malformed(error);

    private static Regex Pattern(string text) => new(text, RegexOptions.CultureInvariant);

    private ScriptException Malformed(string message) => new(_at + 1, message);

    [GeneratedRegex("[\t ]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^load(?<nhcb>_with_nhcb)?\s+(?<step>.+?)$")]
    private static partial Regex Load();

    [GeneratedRegex(@"^eval(?:_(?<kind>fail|warn|ordered|info))?\s+instant\s+(?:at\s+(?<at>.+?))?\s+(?<query>.+)$")]
    private static partial Regex Instant();

    [GeneratedRegex(@"^eval(?:_(?<kind>fail|warn|info))?\s+range\s+from\s+(?<from>.+)\s+to\s+(?<to>.+)\s+step\s+(?<step>.+?)\s+(?<query>.+)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^expect\s+(?<what>ordered|fail|warn|no_warn|info|no_info)(?:\s+(?<how>regex|msg):(?<text>.+))?$")]
    private static partial Regex Expect();

    [GeneratedRegex(@"^expect range vector\s+from\s+(?<from>.+)\s+to\s+(?<to>.+)\s+step\s+(?<step>.+)$")]
    private static partial Regex ExpectRangeVector();
}
