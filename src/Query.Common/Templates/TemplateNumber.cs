using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>Numbers in templates: whole ones in any base, characters, floating-point numbers.</summary>
internal static class TemplateNumber
{
    /// <summary>A long or a double; null when the text is no number.</summary>
    public static object? Parse(TemplateToken token)
    {
        if (token.Kind == TemplateTokenKind.Character)
        {
            return GoLiteral.Unquote(GoLiteral.Encode(token.Text)) is { Length: > 0 } text && System.Text.Rune.TryGetRuneAt(text, 0, out System.Text.Rune rune)
                && rune.Utf16SequenceLength == text.Length ? (long)rune.Value : null;
        }

        if (GoNumber.TryParseInteger(GoLiteral.Encode(token.Text), out long whole))
        {
            return whole;
        }

        return GoNumber.TryParseFloat(token.Text, out double value) ? value : null;
    }
}
