namespace Orleans.Obs.Conformance.Http;

/// <summary>What a server answered.</summary>
internal sealed record SuiteAnswer(int Status, string Text, IReadOnlyDictionary<string, string> Headers);
