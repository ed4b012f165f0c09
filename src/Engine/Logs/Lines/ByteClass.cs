namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>What a byte is to the tokenizer. Words are runs of letters, digits, underscores and bytes from 0x80 on (UTF-8 beyond ASCII).</summary>
internal static class ByteClass
{
    public const byte Separator = 0, Digit = 1, LowerHex = 2, UpperHex = 4, OtherWord = 8, Reserved = 16;

    /// <summary>The bits of classes that make a word.</summary>
    public const byte Word = Digit | LowerHex | UpperHex | OtherWord;

    private static readonly byte[] s_classes = Build();

    public static ReadOnlySpan<byte> Table => s_classes;

    public static bool IsWord(byte value) => (s_classes[value] & Word) != 0;

    private static byte[] Build()
    {
        byte[] classes = new byte[256];
        for (int value = 0; value < classes.Length; value++)
        {
            classes[value] = value switch
            {
                >= (int)VariableKind.Number and <= (int)VariableKind.Text => Reserved,
                >= '0' and <= '9' => Digit,
                >= 'a' and <= 'f' => LowerHex,
                >= 'A' and <= 'F' => UpperHex,
                (>= 'g' and <= 'z') or (>= 'G' and <= 'Z') or '_' or >= 0x80 => OtherWord,
                _ => Separator,
            };
        }

        return classes;
    }
}
