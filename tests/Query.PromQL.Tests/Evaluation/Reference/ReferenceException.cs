namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>A query that fails by the specification.</summary>
internal sealed class ReferenceException(string message) : Exception(message);
