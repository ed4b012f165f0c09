namespace Orleans.Obs.Conformance.PromQL;

/// <summary>A script that can't be read or loaded.</summary>
internal sealed class ScriptException(int line, string message) : Exception($"line {line}: {message}")
{
    public int Line { get; } = line;
}
