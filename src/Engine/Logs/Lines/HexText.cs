namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Hexadecimal digits as packed bytes and back, two digits a byte; the last byte of an odd number of digits has one in its high half.</summary>
internal static class HexText
{
    /// <summary>Packs digits of the form's case, with its dashes; false when the text is something else.</summary>
    public static bool TryPack(LineVariable form, ReadOnlySpan<byte> text, bool ignoreCase, Span<byte> packed)
    {
        byte digits = ByteClass.Digit, letters = form.IsUpper ? ByteClass.UpperHex : ByteClass.LowerHex;
        int allowed = ignoreCase ? digits | ByteClass.UpperHex | ByteClass.LowerHex : digits | letters;
        packed.Clear();
        int digit = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (form.IsUuid && i is 8 or 13 or 18 or 23)
            {
                if (text[i] != '-')
                {
                    return false;
                }

                continue;
            }

            if ((ByteClass.Table[text[i]] & allowed) == 0)
            {
                return false;
            }

            packed[digit >> 1] |= (byte)(ValueOf(text[i]) << ((digit & 1) == 0 ? 4 : 0));
            digit++;
        }

        return digit == form.Digits;
    }

    /// <summary>Packs what the tokenizer found to be of the form.</summary>
    public static void Pack(LineVariable form, ReadOnlySpan<byte> text, Span<byte> packed)
    {
        if (form.IsUuid || (text.Length & 1) != 0)
        {
            TryPack(form, text, ignoreCase: false, packed);
            return;
        }

        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = (byte)(ValueOf(text[2 * i]) << 4 | ValueOf(text[(2 * i) + 1]));
        }
    }

    /// <summary>Writes the text of a packed value, <see cref="LineVariable.TextLength"/> bytes.</summary>
    public static void Write(LineVariable form, ReadOnlySpan<byte> packed, Span<byte> destination)
    {
        if (form.IsUuid)
        {
            Span<byte> digits = stackalloc byte[32];
            WriteDigits(packed, digits, form.IsUpper);
            digits[..8].CopyTo(destination);
            digits[8..12].CopyTo(destination[9..]);
            digits[12..16].CopyTo(destination[14..]);
            digits[16..20].CopyTo(destination[19..]);
            digits[20..].CopyTo(destination[24..]);
            destination[8] = destination[13] = destination[18] = destination[23] = (byte)'-';
            return;
        }

        WriteDigits(packed[..(form.Digits / 2)], destination, form.IsUpper);
        if ((form.Digits & 1) != 0)
        {
            destination[form.Digits - 1] = (byte)((form.IsUpper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8)[packed[^1] >> 4]);
        }
    }

    private static void WriteDigits(ReadOnlySpan<byte> packed, Span<byte> destination, bool isUpper) =>
        _ = isUpper ? Convert.TryToHexString(packed, destination, out _) : Convert.TryToHexStringLower(packed, destination, out _);

    // Digits have their value in the low bits, letters of both cases have it less nine there.
    private static int ValueOf(byte digit) => (digit & 0xF) + ((digit >> 6) * 9);
}
