using System.Collections.Frozen;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>How tokens are written, and how errors name them: literally where there is one way to write them, else by the grammar's name.</summary>
internal static class TokenKinds
{
    private static readonly string[] _names =
    [
        "$end", "IDENTIFIER", "STRING", "NUMBER", "FUNCTION_FLAG", "BYTES", "DURATION", "RANGE", "=", "=~", "!~", "!>",
        "{", "}", "[", "]", ",", ".", "|~", "|=", "|>", "(", ")", "by",
        "without", "bool", "json", "regexp", "logfmt", "|", "line_format", "label_format", "unwrap", "BYTES_CONV", "DURATION_CONV", "DURATION_SECONDS_CONV",
        "VECTOR", "label_replace", "unpack", "offset", "pattern", "ip", "on", "ignoring", "group_left", "group_right", "decolorize", "drop",
        "keep", "or", "and", "unless", "==", "!=", "<", "<=", ">", ">=", "+", "-",
        "*", "/", "%", "^", "", "",
    ];

    private static readonly FrozenDictionary<string, TokenKind> _keywords = new Dictionary<string, TokenKind>
    {
        ["by"] = TokenKind.By,
        ["without"] = TokenKind.Without,
        ["bool"] = TokenKind.Bool,
        ["offset"] = TokenKind.Offset,
        ["on"] = TokenKind.On,
        ["ignoring"] = TokenKind.Ignoring,
        ["group_left"] = TokenKind.GroupLeft,
        ["group_right"] = TokenKind.GroupRight,
        ["or"] = TokenKind.Or,
        ["and"] = TokenKind.And,
        ["unless"] = TokenKind.Unless,
        ["json"] = TokenKind.Json,
        ["regexp"] = TokenKind.Regexp,
        ["logfmt"] = TokenKind.Logfmt,
        ["unpack"] = TokenKind.Unpack,
        ["pattern"] = TokenKind.Pattern,
        ["label_format"] = TokenKind.LabelFormat,
        ["line_format"] = TokenKind.LineFormat,
        ["decolorize"] = TokenKind.Decolorize,
        ["drop"] = TokenKind.Drop,
        ["keep"] = TokenKind.Keep,
        ["unwrap"] = TokenKind.Unwrap,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, TokenKind> _functions = new Dictionary<string, TokenKind>
    {
        ["vector"] = TokenKind.Vector,
        ["label_replace"] = TokenKind.LabelReplace,
        ["bytes"] = TokenKind.BytesConversion,
        ["duration"] = TokenKind.DurationConversion,
        ["duration_seconds"] = TokenKind.DurationSecondsConversion,
        ["ip"] = TokenKind.Ip,
    }.ToFrozenDictionary();

    public static string Name(this TokenKind kind) => _names[(int)kind];

    /// <summary>The keyword that a lower-case word is, whatever follows it; null when it is none.</summary>
    public static TokenKind? Keyword(string word) => _keywords.TryGetValue(word, out TokenKind kind) ? kind : null;

    /// <summary>The function that a lower-case word names when it is followed by its parentheses; null when it names none.</summary>
    public static TokenKind? Function(string word) =>
        _functions.TryGetValue(word, out TokenKind kind) ? kind
        : OperationNames.TryRange(word, out _) ? TokenKind.RangeFunction
        : OperationNames.TryVector(word, out _) ? TokenKind.VectorFunction
        : null;
}
