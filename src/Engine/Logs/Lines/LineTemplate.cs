using System.IO.Hashing;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// The text that lines of one kind share, with a placeholder for each variable part. The key is the text itself; a placeholder is the byte of its <see cref="VariableKind"/>, behind hexadecimal
/// kinds followed by a byte with the number of digits. Between two variables there is always text, and text behind a number begins with something else than a digit, behind other variables
/// with something that is no word: so a line is taken apart in one way only.
/// </summary>
internal sealed class LineTemplate
{
    private readonly int[] _starts;
    private readonly int[] _ends;

    public LineTemplate(byte[] key)
    {
        Key = key;
        Hash = XxHash3.HashToUInt64(key);
        var variables = new List<LineVariable>();
        List<int> starts = [0], ends = [];
        for (int at = 0; at < key.Length; at++)
        {
            if (key[at] is < (byte)VariableKind.Number or > (byte)VariableKind.Text)
            {
                continue;
            }

            var kind = (VariableKind)key[at];
            ends.Add(at);
            int digits = kind is VariableKind.LowerHex or VariableKind.UpperHex ? key[++at] : kind is VariableKind.LowerUuid or VariableKind.UpperUuid ? 32 : 0;
            variables.Add(new LineVariable(kind, digits));
            starts.Add(at + 1);
        }

        ends.Add(key.Length);
        (Variables, _starts, _ends) = ([.. variables], [.. starts], [.. ends]);
        for (int i = 0; i < _starts.Length; i++)
        {
            TextLength += _ends[i] - _starts[i];
        }
    }

    /// <summary>The template of lines that are kept as they are.</summary>
    public static LineTemplate Whole { get; } = new([(byte)VariableKind.Text]);

    public byte[] Key { get; }

    public ulong Hash { get; }

    /// <summary>The variables in order.</summary>
    public LineVariable[] Variables { get; }

    /// <summary>Bytes of all pieces of text together.</summary>
    public int TextLength { get; }

    /// <summary>True when a variable may be a whole line, separators and all.</summary>
    public bool IsWhole => Key.Length == 1 && Key[0] == (byte)VariableKind.Text;

    /// <summary>The text before a variable, and behind the last one when <paramref name="index"/> is their number.</summary>
    public ReadOnlySpan<byte> TextAt(int index) => Key.AsSpan(_starts[index], _ends[index] - _starts[index]);

    /// <summary>Could this be a key that the tokenizer made? What is decoded from a block must be.</summary>
    public static bool IsKey(ReadOnlySpan<byte> key)
    {
        for (int at = 0; at < key.Length; at++)
        {
            if (key[at] is (byte)VariableKind.LowerHex or (byte)VariableKind.UpperHex && (++at == key.Length || key[at] == 0))
            {
                return false;
            }
        }

        return true;
    }
}
