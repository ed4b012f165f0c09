namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A function of a template that failed: why, in its own words.</summary>
public sealed class TemplateFunctionException(string message) : Exception(message);
