namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A text that is no template; the message is Go's: <c>template: line:1: unexpected "}" in operand</c>.</summary>
public sealed class TemplateSyntaxException(string message) : Exception(message);
