namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>A token of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A string's value; the text of anything else.</param>
/// <param name="Line">The line for errors; 0 for tokens of which Loki does not tell it.</param>
/// <param name="Column">The column for errors, in characters from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, int Column)
{
    /// <summary>Nanoseconds of a duration or range.</summary>
    public long Duration { get; init; }

    /// <summary>A size.</summary>
    public ulong Size { get; init; }

    /// <summary>As errors name it.</summary>
    public string Name => Kind is TokenKind.RangeFunction or TokenKind.VectorFunction ? Text.ToUpperInvariant() : Kind.Name();
}
