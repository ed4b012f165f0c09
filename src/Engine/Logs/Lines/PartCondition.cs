namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>A condition on one variable of a template: a piece of what is searched for must lie at a place of its value.</summary>
/// <param name="Variable">The variable's place in the template.</param>
/// <param name="Place">Where the text must lie.</param>
/// <param name="Text">The text; ASCII letters in lower case when case is ignored.</param>
/// <param name="IgnoreCase">Whether case is ignored.</param>
internal readonly record struct PartCondition(int Variable, PartPlace Place, ReadOnlyMemory<byte> Text, bool IgnoreCase)
{
    /// <summary>Does a value satisfy the condition?</summary>
    public bool Matches(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> text = Text.Span;
        if (value.Length < text.Length)
        {
            return false;
        }

        if (IgnoreCase)
        {
            return Place switch
            {
                PartPlace.Whole => value.Length == text.Length && AsciiCase.EqualsLower(value, text),
                PartPlace.Start => AsciiCase.EqualsLower(value[..text.Length], text),
                PartPlace.End => AsciiCase.EqualsLower(value[^text.Length..], text),
                _ => AsciiCase.IndexOfLower(value, text) >= 0,
            };
        }

        return Place switch
        {
            PartPlace.Whole => value.SequenceEqual(text),
            PartPlace.Start => value.StartsWith(text),
            PartPlace.End => value.EndsWith(text),
            _ => value.IndexOf(text) >= 0,
        };
    }
}
