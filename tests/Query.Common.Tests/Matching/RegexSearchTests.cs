using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.Common.Tests.Matching;

public sealed class RegexSearchTests
{
    [Theory]
    [InlineData("error", true, "error")]
    [InlineData("(?i)error", true, "(?i)error")]
    [InlineData("level=(info|warn) x", false, "level=info x|level=warn x")]
    [InlineData("a+b", false, "ab")]
    [InlineData("x.*timeout.*y", false, "x", "timeout", "y")]
    [InlineData("[0-9]+", false)]
    [InlineData("a|.*", false)]
    public void What_a_line_must_contain_is_seen(string pattern, bool isLiteral, params string[] required)
    {
        var search = RegexSearch.Compile(pattern);
        Assert.Equal(isLiteral, search.IsLiteral);
        string[] texts = [.. search.Required.Select(static any => string.Join('|', any))];
        Assert.All(required, one => Assert.Contains(one.Split('|')[0], string.Join(' ', texts), StringComparison.Ordinal));
        Assert.Equal(required.Length == 0, texts.Length == 0);
    }

    [Fact]
    public void Prefilters_never_change_the_verdict()
    {
        string[] pieces = ["a", "b", "ab", "(a|bc)", "c?", "a*", "b+", "[ab]", "(?i:Ab)", ".", ".*", "(ab|)", "b{2}", "x"];
        Gen.Select(Gen.OneOfConst(pieces).Array[1, 5], Gen.OneOfConst("a", "b", "c", "A", "B", "x", "ab", "").Array[0, 8]).Sample((parts, text) =>
        {
            string pattern = string.Concat(parts), line = string.Concat(text);
            bool expected = Regex.IsMatch(line, pattern, RegexOptions.CultureInvariant);
            Assert.Equal(expected, RegexSearch.Compile(pattern).IsMatch(Encoding.UTF8.GetBytes(line)));
        }, iter: 20_000);
    }

    [Fact]
    public void Searching_without_case_finds_what_searching_with_case_finds_in_lower_case() =>
        Gen.Select(Gen.OneOfConst("a", "B", "k", "Z", "\u00e9", "1").Array[0, 30], Gen.OneOfConst("a", "b", "k", "z", "1").Array[1, 4]).Sample((text, needle) =>
        {
            byte[] line = Encoding.UTF8.GetBytes(string.Concat(text)), wanted = Encoding.UTF8.GetBytes(string.Concat(needle));
            byte[] lower = [.. line.Select(static b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b)];
            Assert.Equal(lower.AsSpan().IndexOf(wanted), AsciiSearch.IndexOfIgnoreCase(line, wanted));
        }, iter: 10_000);
}
