using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Orleans.Obs.Protocols.Logs;

/// <summary>Names and values of structured metadata in the form that is stored: names that the query language can name, values in UTF-8.</summary>
internal static class MetadataText
{
    private static readonly SearchValues<byte> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>The name, with an underscore in place of each character that names can't have and before a leading digit.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> name, ByteBuffer scratch)
    {
        bool beginsWithDigit = !name.IsEmpty && char.IsAsciiDigit((char)name[0]);
        if (!beginsWithDigit && name.IndexOfAnyExcept(NameCharacters) < 0)
        {
            return name;
        }

        scratch.Clear();
        if (beginsWithDigit)
        {
            scratch.Append((byte)'_');
        }

        for (int i = 0; i < name.Length; i++)
        {
            // One for each character, however many bytes it has.
            if ((name[i] & 0xC0) != 0x80)
            {
                scratch.Append(NameCharacters.Contains(name[i]) ? name[i] : (byte)'_');
            }
        }

        return scratch.Written;
    }

    /// <summary>The value, with U+FFFD in place of what is no UTF-8.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> value, ByteBuffer scratch)
    {
        if (Utf8.IsValid(value))
        {
            return value;
        }

        scratch.Clear();
        while (!value.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(value, out Rune rune, out int used);
            scratch.Append(status == OperationStatus.Done ? value[..used] : "\uFFFD"u8);
            value = value[used..];
        }

        return scratch.Written;
    }
}
