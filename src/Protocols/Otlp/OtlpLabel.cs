namespace Orleans.Obs.Protocols.Otlp;

/// <summary>A label on the way to a series: its name, value and the attribute that it was, as texts of an arena.</summary>
internal readonly record struct OtlpLabel(TextRange Name, TextRange Value, TextRange Key, LabelOrigin Origin);
