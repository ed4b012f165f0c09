using System.Buffers.Binary;
using System.Text;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Metrics.Metadata;

/// <summary>The newest metadata of each metric family, in the form in which batches carry it. Not thread-safe.</summary>
internal sealed class MetadataTable
{
    private readonly Dictionary<byte[], byte[]> _bodies = new(Utf8Comparer.Instance);

    /// <summary>Families and bodies.</summary>
    public IReadOnlyDictionary<byte[], byte[]> Bodies => _bodies;

    /// <summary>Sets the metadata of a family; false when it is the same as before.</summary>
    public bool Set(ReadOnlySpan<byte> family, ReadOnlySpan<byte> body)
    {
        Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> lookup = _bodies.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(family, out byte[]? known) && body.SequenceEqual(known))
        {
            return false;
        }

        lookup[family] = body.ToArray();
        return true;
    }

    /// <summary>Is it the form that <see cref="Ingest.MetricsExtras"/> describes?</summary>
    public static bool IsValid(ReadOnlySpan<byte> body) => body.Length >= 5 && BinaryPrimitives.ReadUInt32LittleEndian(body[1..]) <= body.Length - 5;

    /// <summary>Reads a body.</summary>
    public static FamilyMetadata Read(ReadOnlySpan<byte> family, ReadOnlySpan<byte> body)
    {
        int help = BinaryPrimitives.ReadInt32LittleEndian(body[1..]);
        return new FamilyMetadata(
            Encoding.UTF8.GetString(family), (MetricType)body[0], Encoding.UTF8.GetString(body.Slice(5, help)), Encoding.UTF8.GetString(body[(5 + help)..]));
    }
}
