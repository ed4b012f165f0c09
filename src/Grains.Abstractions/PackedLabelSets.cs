using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.Obs.Grains.Abstractions;

/// <summary>Label sets one behind the other, each as <c>u32 length | canonical bytes</c>, little-endian: one array on the wire instead of thousands.</summary>
public static class PackedLabelSets
{
    /// <summary>Adds one label set's canonical bytes.</summary>
    public static void Write(IBufferWriter<byte> destination, ReadOnlySpan<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Span<byte> span = destination.GetSpan(4 + labels.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span, labels.Length);
        labels.CopyTo(span[4..]);
        destination.Advance(4 + labels.Length);
    }

    /// <summary>The canonical bytes of each label set, as slices of <paramref name="packed"/>.</summary>
    /// <exception cref="FormatException">A length reaches beyond the end.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> packed)
    {
        while (!packed.IsEmpty)
        {
            int length = packed.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(packed.Span);
            if (length < 0 || length > packed.Length - 4)
            {
                throw new FormatException("packed label sets end within a label set");
            }

            yield return packed.Slice(4, length);
            packed = packed[(4 + length)..];
        }
    }
}
