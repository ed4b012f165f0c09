using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A token of a template.</summary>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, int Position, string Text)
{
    /// <summary>As errors name it.</summary>
    public override string ToString() => Kind switch
    {
        TemplateTokenKind.End => "EOF",
        TemplateTokenKind.Keyword => $"<{Text}>",
        _ when Text.Length > 10 => $"{GoLiteral.Quote(Text[..10])}...",
        _ => GoLiteral.Quote(Text),
    };
}
