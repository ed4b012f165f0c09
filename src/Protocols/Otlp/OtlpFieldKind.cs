namespace Orleans.Obs.Protocols.Otlp;

/// <summary>How a field's JSON becomes protobuf.</summary>
internal enum OtlpFieldKind
{
    Text,
    Base64,
    Hex,
    Bool,
    Varint,
    ZigZag,
    Fixed64,
    Double,
    Message,
}
