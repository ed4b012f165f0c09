using System.Text.RegularExpressions;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>What a text must be: exactly this, or something that a regular expression finds.</summary>
internal sealed record Expectation(string? Message, Regex? Pattern)
{
    public static Expectation Anything { get; } = new(null, null);

    public bool Matches(string text) => Message is not null ? text == Message : Pattern is null || Pattern.IsMatch(text);

    public override string ToString() => Message is not null ? $"\"{Message}\"" : Pattern is not null ? $"/{Pattern}/" : "anything";
}
