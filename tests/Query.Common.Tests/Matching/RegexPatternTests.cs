using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Matching.Regexes;

namespace Orleans.Obs.Query.Common.Tests.Matching;

public sealed class RegexPatternTests
{
    private static readonly Gen<(NaiveRegex, string[])> _expressionsAndTexts = Gen.Select(Gen.Int[0, 3].SelectMany(NaiveRegex.Any), NaiveRegex.Texts.Array[20]);

    [Fact]
    public void Matches_are_those_of_the_definition() => _expressionsAndTexts.Sample(
        (naive, texts) =>
        {
            var pattern = RegexPattern.Compile(naive.ToString());
            return Array.TrueForAll(texts, text => pattern.Matches(Encoding.UTF8.GetBytes(text)) == naive.Matches(text));
        },
        iter: 3_000,
        print: Print);

    [Fact]
    public void What_an_index_is_told_holds_for_every_match() => _expressionsAndTexts.Sample(
        (naive, texts) =>
        {
            var pattern = RegexPattern.Compile(naive.ToString());
            foreach (byte[] value in texts.Select(Encoding.UTF8.GetBytes))
            {
                bool matches = pattern.Matches(value);
                Assert.True(matches || !pattern.MatchesEverything);
                Assert.True(!matches || value.AsSpan().StartsWith(pattern.Prefix.Span));
                Assert.True(pattern.Literals.IsDefault || matches == pattern.Literals.Any(l => l.Span.SequenceEqual(value)));
            }

            Assert.All(pattern.Literals.IsDefault ? [] : pattern.Literals, l => Assert.True(naive.Matches(Encoding.UTF8.GetString(l.Span))));
        },
        iter: 3_000,
        print: Print);

    [Fact]
    public void Both_engines_find_the_same() => _expressionsAndTexts.Sample(
        (naive, texts) =>
        {
            RegexNode node = RegexParser.Parse(naive.ToString());
            var machine = new PikeMachine(node);
            return Array.TrueForAll(texts, text => (machine.Match(text) is not null) == naive.Matches(text));
        },
        iter: 1_000,
        print: Print);

    [Theory]
    [InlineData("(?:.+){2,}")]
    [InlineData("(?:(?:.)+?){2,}?")]
    [InlineData("(?:.*x|.+){2}")]
    public void A_character_beyond_the_basic_plane_counts_once(string pattern)
    {
        Assert.False(RegexPattern.Compile(pattern).Matches("😀"u8));
        Assert.True(RegexPattern.Compile(pattern).Matches("😀a"u8));
    }

    [Theory]
    [InlineData("(a|ab)(c|bcd)?(d*)", "abcd")]
    [InlineData("(a+?)(a*?)(a*)", "aaaa")]
    [InlineData("(?:(a)|(b))*", "abab")]
    [InlineData("(.*)-(.*)-(.*)", "a-b-c-d")]
    [InlineData("(a?){3}(b{0})(c)", "aac")]
    [InlineData("((a)|b)+", "ab😀")]
    [InlineData("(😀|é)+(x)?", "😀é")]
    public void Both_engines_find_the_same_groups(string pattern, string text)
    {
        RegexNode node = RegexParser.Parse(pattern);
        Match match = new Regex(DotNetRegexWriter.WriteAnchored(node), RegexOptions.NonBacktracking).Match(text);
        Assert.Equal(
            match.Success ? match.Groups.Values.SelectMany(g => (int[])(g.Success ? [g.Index, g.Index + g.Length] : [-1, -1])) : null,
            new PikeMachine(node).Match(text));
    }

    [Theory]
    [InlineData("api|db|cache", "api db cache")]
    [InlineData("(a|b)c?", "a ac b bc")]
    [InlineData("[0-2]x", "0x 1x 2x")]
    [InlineData("a{2,3}", "aa aaa")]
    [InlineData("(?i)ab", "AB Ab aB ab")]
    [InlineData("^(?:foo|bar)$", "bar foo")]
    [InlineData("a\\.b\\+", "a.b+")]
    [InlineData("\\Qa.b\\E", "a.b")]
    [InlineData("", "")]
    [InlineData("\\x41\\101\\t", "AA\t")]
    public void Finite_expressions_are_sets_of_literals(string pattern, string literals) => Assert.Equal(
        literals.Split(' ').Order(StringComparer.Ordinal),
        RegexPattern.Compile(pattern).Literals.Select(l => Encoding.UTF8.GetString(l.Span)).Order(StringComparer.Ordinal));

    [Fact]
    public void A_large_alternation_stays_a_set()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => $"host-{i}")];
        var pattern = RegexPattern.Compile(string.Join('|', names));
        Assert.Equal(5000, pattern.Literals.Length);
        Assert.Equal("host-"u8, pattern.Prefix.Span);
        Assert.True(pattern.Matches("host-4999"u8));
        Assert.False(pattern.Matches("host-5000"u8));
    }

    [Theory]
    [InlineData("foo.*", "foo", "foobar", "fo")]
    [InlineData(".*foo.*", "foo", "xfoox", "fox")]
    [InlineData(".+foo", "xfoo", "foofoo", "foo")]
    [InlineData("a.*b.+c|d.*", "abxc", "d", "abc")]
    [InlineData("(api|web)-.+-[ab]", "api-x-a", "web-a-b-b", "api--a")]
    [InlineData("a.*a", "aa", "aba", "a")]
    [InlineData("[^x]+", "é", "a😀", "x")]
    [InlineData("\\bfoo\\b.*", "foo bar", "fooé", "foobar")]
    [InlineData("\\w+@\\d{2}", "a_1@42", "Z@00", "é@42")]
    [InlineData(".", "é", "😀", "ab")]
    [InlineData("(?-s).*", "", "a b", "a\nb")]
    [InlineData("(?m)a$\\n^b", "a\nb", "a\nb", "ab")]
    [InlineData("\\pL\\P{Lu}", "éa", "A1", "1a")]
    [InlineData("(?i)straße", "STRAẞE", "Straße", "STRASSE")]
    public void Whole_values_match(string pattern, string first, string second, string other)
    {
        var compiled = RegexPattern.Compile(pattern);
        Assert.True(compiled.Matches(Encoding.UTF8.GetBytes(first)));
        Assert.True(compiled.Matches(Encoding.UTF8.GetBytes(second)));
        Assert.False(compiled.Matches(Encoding.UTF8.GetBytes(other)));
    }

    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("a[b", "missing closing ]: `[b`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a|*b", "missing argument to repetition operator: `*`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{3,2}", "invalid repeat count: `{3,2}`")]
    [InlineData("(a{500}){3}", "invalid repeat count: `{3}`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("[[:nosuch:]]", "invalid character class range: `[:nosuch:]`")]
    [InlineData("\\p{nosuch}", "invalid character class range: `\\p{nosuch}`")]
    [InlineData("(a)\\1", "invalid escape sequence: `\\1`")]
    [InlineData("\\q", "invalid escape sequence: `\\q`")]
    [InlineData("\\C", "invalid escape sequence: `\\C`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [InlineData("(?<=a)b", "invalid named capture: `(?<=a)b`")]
    [InlineData("(?P<a b>c)", "invalid named capture: `(?P<a b>`")]
    public void What_is_no_RE2_is_rejected_in_its_words(string pattern, string message) =>
        Assert.Equal($"error parsing regexp: {message}", Assert.Throws<RegexSyntaxException>(() => RegexPattern.Compile(pattern)).Message);

    [Fact]
    public void Deep_and_large_expressions_are_rejected()
    {
        Assert.Throws<RegexSyntaxException>(() => RegexPattern.Compile(new string('(', 100_000)));
        Assert.Throws<RegexSyntaxException>(() => RegexPattern.Compile("([a-z]{30}[0-9]{33}|x.y){1000}"));
    }

    [Theory]
    [InlineData("a", "")]
    [InlineData("(a)", "")]
    [InlineData("a.*", "b")]
    [InlineData("[ab]?", "[^a]")]
    [InlineData("a|", "\\d+")]
    [InlineData("(?i)k", "")]
    [InlineData("(a{0,10}){0,10}", "")]
    public void Long_expressions_take_bounded_work(string part, string end)
    {
        string pattern = string.Concat(Enumerable.Repeat(part, 500_000 / part.Length)) + end;
        try
        {
            RegexPattern.Compile(pattern).Matches("abc"u8);
        }
        catch (RegexSyntaxException)
        {
            // Refusing is fine; taking minutes or gigabytes is not.
        }
    }

    [Fact]
    public void What_is_too_large_for_one_engine_is_matched_by_the_other()
    {
        var pattern = RegexPattern.Compile($"({string.Join('|', Enumerable.Range(0, 2000).Select(i => $"h{i:d4}"))})\\d*x");
        Assert.True(pattern.Matches("h1999123x"u8));
        Assert.False(pattern.Matches("h2000123x"u8));
    }

    [Fact]
    public void Any_text_either_compiles_or_is_a_syntax_error() => Gen.Frequency((1, Gen.String), (3, Gen.Char["()[]{}|*+?\\.^$-:=!<>PQEbdpxi01,a\n"].Array[0, 15].Select(c => new string(c)))).Sample(
        text =>
        {
            try
            {
                RegexPattern.Compile(text).Matches("a-1"u8);
            }
            catch (RegexSyntaxException)
            {
                // The only way to fail.
            }
        },
        iter: 5_000);

    [Theory]
    [InlineData("(.*)-(.*)", "$2/$1", "a-b", "b/a")]
    [InlineData("(.*)-(.*)", "${1}x$1x", "a-b", "ax")]
    [InlineData("(?P<host>[^:]+)(?::(?P<port>\\d+))?", "$host|$port|$none", "db:5432", "db|5432|")]
    [InlineData("(?P<host>[^:]+)(?::(?P<port>\\d+))?", "$host|$port", "db", "db|")]
    [InlineData("a", "$$$0$", "a", "$a$")]
    [InlineData("a", "${", "a", "${")]
    [InlineData("a", "${0", "a", "${0")]
    [InlineData("a", "$01-$9", "a", "-")]
    [InlineData("(?:(?P<x>a)|(?P<x>b))", "$x", "b", "b")]
    [InlineData("(a+?)(a*)", "$1,$2", "aaa", "a,aa")]
    [InlineData("", "x", "", "x")]
    [InlineData("(\\w+)\\b(.*)", "$2$1", "foo-bar", "-barfoo")]
    public void A_replacement_refers_to_groups(string pattern, string template, string text, string expanded) =>
        Assert.Equal(expanded, ReplacementTemplate.Parse(template).Expand(RegexPattern.Compile(pattern), text));

    [Fact]
    public void There_is_no_replacement_without_a_match() => Assert.Null(ReplacementTemplate.Parse("x").Expand(RegexPattern.Compile("a"), "b"));

    private static string Print((NaiveRegex, string[]) sample) => $"{sample.Item1}\n{string.Join('\n', sample.Item2.Select(t => $"\"{t}\""))}";
}
