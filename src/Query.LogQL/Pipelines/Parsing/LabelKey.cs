using System.Buffers;
using System.Text;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>Makes names of labels out of keys: every character but ASCII letters, digits and underscores becomes an underscore, and a digit in front gets one before it.</summary>
internal static class LabelKey
{
    /// <summary>The most bytes that a name gets longer than its key.</summary>
    public const int Growth = 1;

    /// <summary>Appends a key to what stands in the buffer; a key of blanks adds nothing. Returns the new length.</summary>
    public static int Append(ReadOnlySpan<byte> key, Span<byte> destination, int length)
    {
        key = Trim(key);
        if (length == 0 && !key.IsEmpty && char.IsAsciiDigit((char)key[0]))
        {
            destination[length++] = (byte)'_';
        }

        while (!key.IsEmpty)
        {
            byte first = key[0];
            if (char.IsAsciiLetterOrDigit((char)first) || first == '_')
            {
                destination[length++] = first;
                key = key[1..];
            }
            else
            {
                destination[length++] = (byte)'_';
                key = key[(Rune.DecodeFromUtf8(key, out _, out int used) == OperationStatus.Done ? used : 1)..];
            }
        }

        return length;
    }

    /// <summary>True when nothing but blanks is in a key.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> key) => Trim(key).IsEmpty;

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty || (key[0] > ' ' && key[0] < 0x80 && key[^1] > ' ' && key[^1] < 0x80))
        {
            return key;
        }

        while (Rune.DecodeFromUtf8(key, out Rune rune, out int used) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
        {
            key = key[used..];
        }

        while (Rune.DecodeLastFromUtf8(key, out Rune rune, out int used) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
        {
            key = key[..^used];
        }

        return key;
    }
}
