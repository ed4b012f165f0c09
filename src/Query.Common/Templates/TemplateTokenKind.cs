namespace Orleans.Obs.Query.Common.Templates;

/// <summary>The kinds of tokens.</summary>
internal enum TemplateTokenKind
{
    End,
    Text,
    LeftDelimiter,
    RightDelimiter,
    Keyword,
    Identifier,
    Field,
    Variable,
    Dot,
    String,
    RawString,
    Character,
    Number,
    Boolean,
    Nil,
    Pipe,
    Declare,
    Assign,
    Comma,
    LeftParen,
    RightParen,
    Space,
}
