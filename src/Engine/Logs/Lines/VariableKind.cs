namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>What a variable part of a line is. The numbers are the placeholders in a template's key, so no line that contains such a byte is taken apart.</summary>
internal enum VariableKind : byte
{
    /// <summary>1 to 18 decimal digits.</summary>
    Number = 1,

    /// <summary>A word of lower-case hexadecimal digits; its length follows in the key.</summary>
    LowerHex = 2,

    /// <summary>A word of upper-case hexadecimal digits; its length follows in the key.</summary>
    UpperHex = 3,

    /// <summary>A UUID in lower case.</summary>
    LowerUuid = 4,

    /// <summary>A UUID in upper case.</summary>
    UpperUuid = 5,

    /// <summary>A word of any form; or, as the only part of <see cref="LineTemplate.Whole"/>, a whole line.</summary>
    Text = 6,
}
