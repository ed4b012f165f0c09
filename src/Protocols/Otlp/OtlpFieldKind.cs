namespace Orleans.Obs.Protocols.Otlp;

/// <summary>How a field's JSON becomes protobuf.</summary>
internal enum OtlpFieldKind
{
    Text,
    Base64,
    Hex,
    Bool,
    Varint,

    /// <summary>A number; its name is taken too.</summary>
    Enumeration,
    ZigZag,
    Fixed32,
    Fixed64,
    Double,
    Message,
}
