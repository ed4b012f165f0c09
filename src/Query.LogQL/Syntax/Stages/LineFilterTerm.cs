namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>What a line filter looks for.</summary>
/// <param name="Text">The text, pattern or address.</param>
/// <param name="IsAddress">True for <c>ip("...")</c>.</param>
public sealed record LineFilterTerm(string Text, bool IsAddress);
