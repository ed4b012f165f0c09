using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>A Metadata message of version 2: the type's number, and help and unit as references to symbols.</summary>
internal readonly record struct MetadataFields(ulong Type, uint Help, uint Unit)
{
    /// <summary>These fields with those of a message in their place where it has them.</summary>
    public MetadataFields Merge(ReadOnlySpan<byte> message)
    {
        MetadataFields merged = this;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    merged = merged with { Type = reader.ReadVarint() };
                    break;
                case 3 << 3:
                    merged = merged with { Help = (uint)reader.ReadVarint() };
                    break;
                case 4 << 3:
                    merged = merged with { Unit = (uint)reader.ReadVarint() };
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return merged;
    }
}
