using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.Common.Tests.Matching;

public sealed class MatcherCompilerTests
{
    [Theory]
    [InlineData(MatchOperator.Equal, "a", "a", true, false)]
    [InlineData(MatchOperator.Equal, "", "a", false, true)]
    [InlineData(MatchOperator.NotEqual, "a", "b", true, true)]
    [InlineData(MatchOperator.NotEqual, "", "b", true, false)]
    [InlineData(MatchOperator.Regex, "a|", "a", true, true)]
    [InlineData(MatchOperator.Regex, ".+", "b", true, false)]
    [InlineData(MatchOperator.NotRegex, "a|b", "a", false, true)]
    [InlineData(MatchOperator.NotRegex, ".*", "b", false, false)]
    public void A_matcher_becomes_a_condition(MatchOperator op, string operand, string value, bool matches, bool matchesEmpty)
    {
        SeriesMatcher matcher = MatcherCompiler.Compile(new LabelMatcher(op, "größe", operand));
        Assert.Equal("größe"u8, matcher.Name.Span);
        Assert.Equal(matches, matcher.Matches(System.Text.Encoding.UTF8.GetBytes(value)));
        Assert.Equal(matchesEmpty, matcher.MatchesEmpty);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_kept() => Assert.True(MatcherCompiler.Compile(new LabelMatcher(MatchOperator.Equal, "a", "\uDCFF")).Matches([0xFF]));

    [Fact]
    public void A_cache_forgets_what_was_not_asked_for()
    {
        var cache = new BoundedCache<int, object>(10, _ => 1);
        object kept = cache.GetOrAdd(0, _ => new object());
        object lost = cache.GetOrAdd(1, _ => new object());
        for (int i = 2; i < 100; i++)
        {
            cache.GetOrAdd(i, _ => new object());
            Assert.Same(kept, cache.GetOrAdd(0, _ => new object()));
        }

        Assert.NotSame(lost, cache.GetOrAdd(1, _ => new object()));
    }
}
