namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A template that failed on its data; the message is Go's: <c>template: line:1:3: executing "line" at &lt;f .x&gt;: error calling f: why</c>.</summary>
public sealed class TemplateExecutionException(string message) : Exception(message);
