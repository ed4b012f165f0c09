namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>The names of an expression's groups.</summary>
internal static class RegexNames
{
    /// <summary>In the order of the groups' numbers from 1; null for those without.</summary>
    public static IEnumerable<string?> Of(RegexNode node) => node switch
    {
        RegexNode.Capture capture => Of(capture.Inner).Prepend(capture.Name),
        RegexNode.Repetition repetition => Of(repetition.Inner),
        RegexNode.Concatenation concatenation => concatenation.Parts.SelectMany(Of),
        RegexNode.Alternation alternation => alternation.Parts.SelectMany(Of),
        _ => [],
    };
}
