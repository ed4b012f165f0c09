using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Reads the sequence of a <c>metric@st</c> line: start timestamps relative to their samples, <c>-1m</c>, <c>-1mx3</c>, <c>-30s-1mx2</c>, <c>_</c>, <c>_x2</c>.</summary>
internal static partial class StartTimestampNotation
{
    private const string Signed = "[+-]?[0-9]+[a-wyzA-WYZ]*";

    /// <summary>Expands a sequence to milliseconds; null where there is no start timestamp.</summary>
    public static IReadOnlyList<long?> Parse(string text, int line)
    {
        var values = new List<long?>();
        foreach (string item in text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = Item().Match(item);
            if (!match.Success)
            {
                throw new ScriptException(line, $"malformed start timestamp {item}");
            }

            int times = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 0;
            if (item[0] == '_')
            {
                values.AddRange(Enumerable.Repeat<long?>(null, Math.Max(1, times)));
                continue;
            }

            long value = Milliseconds(match.Groups["first"].Value, line), step = match.Groups["step"].Success ? Milliseconds(match.Groups["step"].Value, line) : 0;
            for (int i = 0; i <= times; i++, value += step)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static long Milliseconds(string text, int line)
    {
        bool negative = text[0] == '-';
        if (!PrometheusDuration.TryParse(text.AsSpan().TrimStart("+-"), out long milliseconds, out string error))
        {
            throw new ScriptException(line, error);
        }

        return negative ? -milliseconds : milliseconds;
    }

    [GeneratedRegex($"^(?:_|(?<first>{Signed})(?<step>[+-]{Signed})?)(?:x(?<times>[0-9]+))?$")]
    private static partial Regex Item();
}
