namespace Orleans.Obs.Protocols.Otlp;

/// <summary>Where a text lies in a <see cref="TextArena"/>.</summary>
internal readonly record struct TextRange(int Start, int Length);
