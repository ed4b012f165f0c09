namespace Orleans.Obs.Query.Common.Matching;

/// <summary>A text that is no RE2 regular expression; the message is RE2's: <c>error parsing regexp: missing closing ): `(`</c>.</summary>
public sealed class RegexSyntaxException(string reason, string fragment) : Exception($"error parsing regexp: {reason}: `{fragment}`");
