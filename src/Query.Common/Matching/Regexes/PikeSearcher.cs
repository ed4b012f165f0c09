namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>Pike's algorithm for expressions that may begin and end anywhere: as little as possible before them, anything behind.</summary>
/// <exception cref="NotSupportedException">The expression is too large for it.</exception>
internal sealed class PikeSearcher(RegexNode node) : ITextSearcher
{
    private static readonly RegexNode.Characters _any = new(RuneSet.All);

    private readonly PikeMachine _machine = new(new RegexNode.Concatenation(
        [new RegexNode.Repetition(_any, 0, null, Lazy: true), new RegexNode.Capture(node, null), new RegexNode.Repetition(_any, 0, null, Lazy: false)]));

    public bool IsMatch(ReadOnlySpan<char> text) => _machine.Match(text) is not null;

    public int[]? Find(string text, int from) => _machine.Match(text, from)?[2..];
}
