namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A range of the query text in UTF-8 bytes, end exclusive, as Prometheus counts positions.</summary>
public readonly record struct SourceRange(int Start, int End);
