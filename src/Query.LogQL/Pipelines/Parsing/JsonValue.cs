namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>A value in a JSON text.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Start">Where its text starts; a string's behind the quote.</param>
/// <param name="End">Where its text ends; a string's before the quote.</param>
/// <param name="Next">What stands behind it.</param>
/// <param name="IsEscaped">True for a string with escapes.</param>
internal readonly record struct JsonValue(JsonType Type, int Start, int End, int Next, bool IsEscaped);
