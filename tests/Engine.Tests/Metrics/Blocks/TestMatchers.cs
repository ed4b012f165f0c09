using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

/// <summary>Matchers for tests: equality, sets, and regular expressions with or without a prefix hint.</summary>
internal static class TestMatchers
{
    public static SeriesMatcher Equal(string name, string value, bool negated = false) => new(Encoding.UTF8.GetBytes(name), new LiteralPattern(value), negated);

    public static SeriesMatcher Regex(string name, string pattern, string prefix = "", bool negated = false) =>
        new(Encoding.UTF8.GetBytes(name), new RegexPattern(pattern, prefix), negated);

    public static SeriesMatcher AnyOf(string name, bool negated, params string[] values) => new(Encoding.UTF8.GetBytes(name), new SetPattern(values), negated);

    public static bool All(IReadOnlyList<SeriesMatcher> matchers, LabelSet labels) => matchers.All(matcher =>
        matcher.Matches(labels.ValueOf(matcher.Name.Span)));

    public static IValuePattern Compile(string pattern) => new RegexPattern(pattern, "");

    public static SeriesMatcher[] Random(Random random)
    {
        var matchers = new SeriesMatcher[random.Next(4)];
        for (int i = 0; i < matchers.Length; i++)
        {
            bool negated = random.Next(2) == 0;
            matchers[i] = random.Next(9) switch
            {
                0 => Equal("__name__", $"metric_{random.Next(7)}", negated),
                1 => Equal(random.Next(2) == 0 ? "job" : "absent", random.Next(2) == 0 ? "api" : "", negated),
                2 => AnyOf("instance", negated, $"host-{random.Next(40)}:9100", $"host-{random.Next(40)}:9100", "nothing"),
                3 => AnyOf("job", negated, "db", "", "api"),
                4 => Regex("instance", $"host-{random.Next(4)}.*", $"host-{random.Next(4)}"[..5], negated),
                5 => Regex("job", "api.*", "api", negated),
                6 => Regex("job", random.Next(2) == 0 ? ".*" : ".+", "", negated),
                7 => Regex("Zone", random.Next(2) == 0 ? "1|" : "[02]", "", negated),
                _ => Regex("job", "b.*|", "", negated),
            };
        }

        return matchers;
    }

    private sealed class RegexPattern(string pattern, string prefix) : IValuePattern
    {
        private readonly Regex _regex = new($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

        public ImmutableArray<ReadOnlyMemory<byte>> Literals => default;

        public ReadOnlyMemory<byte> Prefix { get; } = Encoding.UTF8.GetBytes(prefix);

        public bool MatchesEverything => pattern == ".*";

        public bool Matches(ReadOnlySpan<byte> value) => _regex.IsMatch(Encoding.UTF8.GetString(value));
    }

    private sealed class SetPattern(string[] values) : IValuePattern
    {
        public ImmutableArray<ReadOnlyMemory<byte>> Literals { get; } = [.. values.Select(value => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value))];

        public ReadOnlyMemory<byte> Prefix => default;

        public bool MatchesEverything => false;

        public bool Matches(ReadOnlySpan<byte> value) => values.Contains(Encoding.UTF8.GetString(value));
    }
}
