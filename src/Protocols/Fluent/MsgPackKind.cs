namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Kinds of MessagePack values.</summary>
public enum MsgPackKind
{
    /// <summary>A byte that begins no value.</summary>
    Invalid,

    /// <summary>Nothing.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Float,

    /// <summary>A text or a binary.</summary>
    Bytes,

    /// <summary>Values in a row.</summary>
    Array,

    /// <summary>Pairs of values.</summary>
    Map,

    /// <summary>A value of an application's own type.</summary>
    Extension,
}
