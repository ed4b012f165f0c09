namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>A variable part of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Digits">The number of hexadecimal digits; 0 for other kinds.</param>
internal readonly record struct LineVariable(VariableKind Kind, int Digits)
{
    /// <summary>Hexadecimal digits of one case, or a UUID made of them.</summary>
    public bool IsHex => Digits > 0;

    /// <summary>Written with dashes after 8, 12, 16 and 20 digits.</summary>
    public bool IsUuid => Kind is VariableKind.LowerUuid or VariableKind.UpperUuid;

    public bool IsUpper => Kind is VariableKind.UpperHex or VariableKind.UpperUuid;

    /// <summary>Bytes that a packed value takes.</summary>
    public int PackedLength => (Digits + 1) / 2;

    /// <summary>Bytes of text of a hexadecimal value.</summary>
    public int TextLength => IsUuid ? 36 : Digits;
}
