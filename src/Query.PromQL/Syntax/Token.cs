using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A token and its range in the query, UTF-8 bytes.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End)
{
    // Messages show this many characters of a longer token.
    private const int LongestShown = 10;

    public SourceRange Source => new(Start, End);

    public bool IsOperator => Kind is >= TokenKind.Add and <= TokenKind.Atan2;

    public bool IsAggregator => Kind is >= TokenKind.Sum and <= TokenKind.LimitRatio;

    public bool IsKeyword => Kind is >= TokenKind.Offset and <= TokenKind.Bool;

    public bool IsPreprocessor => Kind is >= TokenKind.Start;

    /// <summary>Could it be a metric's name outside of braces?</summary>
    public bool IsMetricName => Kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.And or TokenKind.Or or TokenKind.Unless
        or TokenKind.Offset or TokenKind.Anchored or TokenKind.Smoothed or TokenKind.By or TokenKind.Without or TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight
        || IsAggregator || IsPreprocessor;

    /// <summary>Could it be a label's name in a list of labels?</summary>
    public bool IsLabelName => IsMetricName || IsKeyword || Kind is TokenKind.Atan2;

    public bool IsUnaryOperator => Kind is TokenKind.Add or TokenKind.Subtract;

    public string Text(ReadOnlySpan<byte> query) => GoLiteral.Decode(query[Start..End]);

    /// <summary>How error messages name the token.</summary>
    public string Describe(ReadOnlySpan<byte> query)
    {
        string text = Text(query);
        return Kind switch
        {
            TokenKind.EndOfInput => "end of input",
            TokenKind.Identifier => $"identifier {GoLiteral.Quote(text)}",
            TokenKind.MetricIdentifier => $"metric identifier {GoLiteral.Quote(text)}",
            TokenKind.String => $"string {Shortened(text)}",
            TokenKind.Number => $"number {Shortened(text)}",
            TokenKind.Duration => $"duration {Shortened(text)}",
            _ when IsKeyword => $"<{text}>",
            _ when IsOperator => $"<op:{text}>",
            _ when IsAggregator => $"<aggr:{text}>",
            _ => Shortened(text),
        };
    }

    private string Shortened(string text)
    {
        if (End - Start <= LongestShown)
        {
            return GoLiteral.Quote(text);
        }

        int length = 0;
        for (int runes = 0; runes < LongestShown && length < text.Length; runes++)
        {
            length += Rune.TryGetRuneAt(text, length, out Rune rune) ? rune.Utf16SequenceLength : 1;
        }

        return $"{GoLiteral.Quote(text[..length])}...";
    }
}
