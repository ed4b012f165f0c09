namespace Orleans.Obs.Protocols.Otlp;

/// <summary>A field of an OTLP message: its number, its kind, and the message it holds if it holds one, or the names of its values if they have some.</summary>
internal sealed record OtlpField(int Number, OtlpFieldKind Kind, Func<OtlpSchema>? Message = null, string[]? Values = null);
