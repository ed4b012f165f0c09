using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// Takes lines apart into a template's key and variables. What varies in logs nearly always has a digit in it, so the search jumps from digit to digit and looks only at the words around
/// them: digits alone are a number; at least eight hexadecimal digits of one case are an id; letters with one or two numbers in between (user123, 15ms, x86_64) are text and numbers; any other
/// word with digits is kept as it is. Words without digits belong to the template. Reusable; not thread-safe.
/// </summary>
internal sealed class LineTokenizer
{
    /// <summary>Longer lines are kept whole: taking them apart seldom pays.</summary>
    public const int MaxLineLength = 16 << 10;

    public const int MaxNumberDigits = 18;

    public const int MinHexDigits = 8, MaxHexDigits = 64;

    private const int UuidLength = 36;

    private byte[] _key = new byte[1024];
    private int _keyLength;
    private LinePart[] _parts = new LinePart[64];
    private int _count;
    private LinePart[] _found = new LinePart[64];
    private int _foundCount;
    private bool _isGeneral;
    private readonly LinePart[] _words = new LinePart[LineShape.MaxWords];
    private int _wordCount;

    /// <summary>The key of the template of the last line.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>The variables of the last line in order.</summary>
    public ReadOnlySpan<LinePart> Parts => _parts.AsSpan(0, _count);

    /// <summary>The words without digits of the last line, the first ones, found by <see cref="Generalize"/>.</summary>
    public ReadOnlySpan<LinePart> Words => _words.AsSpan(0, _wordCount);

    /// <summary>Takes a line apart; false when it must be kept whole.</summary>
    public bool Tokenize(ReadOnlySpan<byte> line)
    {
        if (line.Length > MaxLineLength || line.ContainsAnyInRange((byte)VariableKind.Number, (byte)VariableKind.Text))
        {
            return false;
        }

        // A key is never longer than its line and two bytes for each of its digits.
        if (_key.Length < line.Length * 2)
        {
            _key = new byte[line.Length * 2];
        }

        (_keyLength, _count, _isGeneral) = (0, 0, false);
        int done = 0, from = 0;
        while (true)
        {
            int distance = line[from..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (distance < 0)
            {
                break;
            }

            int start = from + distance, digit = start;
            while (start > from && ByteClass.IsWord(line[start - 1]))
            {
                start--;
            }

            from = AddWord(line, start, digit, ref done);
        }

        AddText(line[done..]);
        return true;
    }

    /// <summary>
    /// Takes the last line apart again, now with words of its text as variables too: those whose bit is set in <paramref name="words"/>, counting the words without digits from 0. All of
    /// them make the key of the line's <see cref="LineShape"/>.
    /// </summary>
    public void Generalize(ReadOnlySpan<byte> line, ulong words)
    {
        if (!_isGeneral)
        {
            (_parts, _found, _foundCount, _isGeneral) = (_found, _parts, _count, true);
        }

        (_keyLength, _count, _wordCount) = (0, 0, 0);
        int part = 0, done = 0;
        for (int at = 0; at < line.Length;)
        {
            if (part < _foundCount && _found[part].Start == at)
            {
                AddVariable(line, _found[part].Kind, at, _found[part].Length, ref done);
                at += _found[part++].Length;
                continue;
            }

            int start = at, limit = part < _foundCount ? _found[part].Start : line.Length;
            while (at < limit && ByteClass.IsWord(line[at]))
            {
                at++;
            }

            if (at == start)
            {
                at++;
            }
            else if (IsWhole(line, start, at) && _wordCount < _words.Length)
            {
                if ((words >> _wordCount & 1) != 0)
                {
                    AddVariable(line, VariableKind.Text, start, at - start, ref done);
                }

                _words[_wordCount++] = new LinePart(VariableKind.Text, start, at - start);
            }
        }

        AddText(line[done..]);
    }

    // Letters beside a number are no word of their own.
    private static bool IsWhole(ReadOnlySpan<byte> line, int start, int end) =>
        (start == 0 || !ByteClass.IsWord(line[start - 1])) && (end == line.Length || !ByteClass.IsWord(line[end]));

    private int AddWord(ReadOnlySpan<byte> line, int start, int digit, ref int done)
    {
        ReadOnlySpan<byte> classes = ByteClass.Table;
        int seen = 0, runs = 0, end = start, previous = 0;
        for (; end < line.Length; end++)
        {
            int one = classes[line[end]];
            if ((one & ByteClass.Word) == 0)
            {
                break;
            }

            runs += one & ~previous & ByteClass.Digit;
            seen |= previous = one;
        }

        int length = end - start;
        bool isLower = (seen & ~(ByteClass.Digit | ByteClass.LowerHex)) == 0, isUpper = (seen & ~(ByteClass.Digit | ByteClass.UpperHex)) == 0;
        if (length == 8 && (isLower || isUpper) && IsUuid(line, start, isLower, isUpper, out bool upperUuid))
        {
            return AddVariable(line, upperUuid ? VariableKind.UpperUuid : VariableKind.LowerUuid, start, UuidLength, ref done);
        }

        if (seen == ByteClass.Digit && length <= MaxNumberDigits)
        {
            return AddVariable(line, VariableKind.Number, start, length, ref done);
        }

        if (isLower || isUpper)
        {
            return length is >= MinHexDigits and <= MaxHexDigits ? AddVariable(line, isLower ? VariableKind.LowerHex : VariableKind.UpperHex, start, length, ref done)
                : length > 2 ? AddVariable(line, VariableKind.Text, start, length, ref done)
                : AddNumbers(line, digit, end, ref done);
        }

        return runs > 2 || HasLongNumber(line[start..end]) ? AddVariable(line, VariableKind.Text, start, length, ref done) : AddNumbers(line, digit, end, ref done);
    }

    // Each number of a word on its own; the letters stay in the template.
    private int AddNumbers(ReadOnlySpan<byte> line, int at, int end, ref int done)
    {
        while (at < end)
        {
            int digits = at;
            while (digits < end && ByteClass.Table[line[digits]] == ByteClass.Digit)
            {
                digits++;
            }

            if (digits > at)
            {
                AddVariable(line, VariableKind.Number, at, digits - at, ref done);
            }

            at = digits + 1;
        }

        return end;
    }

    private static bool HasLongNumber(ReadOnlySpan<byte> word)
    {
        int run = 0;
        foreach (byte one in word)
        {
            run = ByteClass.Table[one] == ByteClass.Digit ? run + 1 : 0;
            if (run > MaxNumberDigits)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUuid(ReadOnlySpan<byte> line, int start, bool mayBeLower, bool mayBeUpper, out bool isUpper)
    {
        isUpper = false;
        if (line.Length - start < UuidLength || (line.Length - start > UuidLength && ByteClass.IsWord(line[start + UuidLength])))
        {
            return false;
        }

        int seen = 0;
        ReadOnlySpan<byte> text = line.Slice(start, UuidLength);
        for (int i = 0; i < text.Length; i++)
        {
            bool isDash = i is 8 or 13 or 18 or 23;
            int one = ByteClass.Table[text[i]];
            if (isDash ? text[i] != '-' : (one & (ByteClass.Digit | ByteClass.LowerHex | ByteClass.UpperHex)) == 0)
            {
                return false;
            }

            seen |= one;
        }

        isUpper = (seen & ByteClass.UpperHex) != 0;
        return isUpper ? mayBeUpper && (seen & ByteClass.LowerHex) == 0 : mayBeLower;
    }

    private int AddVariable(ReadOnlySpan<byte> line, VariableKind kind, int start, int length, ref int done)
    {
        AddText(line[done..start]);
        AddPart(kind, start, length);
        return done = start + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddText(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_key.AsSpan(_keyLength));
        _keyLength += text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddPart(VariableKind kind, int start, int length)
    {
        if (_count == _parts.Length)
        {
            Array.Resize(ref _parts, _count * 2);
        }

        _parts[_count++] = new LinePart(kind, start, length);
        _key[_keyLength++] = (byte)kind;
        if (kind is VariableKind.LowerHex or VariableKind.UpperHex)
        {
            _key[_keyLength++] = (byte)length;
        }
    }
}
