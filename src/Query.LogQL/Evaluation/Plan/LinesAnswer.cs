using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation.Shard;

namespace Orleans.Obs.Query.LogQL.Evaluation.Plan;

/// <summary>The binary form of a shard's lines: the label sets that occur, each once, then the lines, then what it cost.</summary>
internal static class LinesAnswer
{
    private const int LeastLine = 20;

    public static ReadOnlyMemory<byte> Write(List<FoundLine> lines, LabelSetTable labels, ScanCounter counter)
    {
        var writer = new WireWriter();
        var numbers = new Dictionary<int, int>();
        foreach (FoundLine line in lines)
        {
            numbers.TryAdd(line.StreamLabels, numbers.Count);
            numbers.TryAdd(line.Metadata, numbers.Count);
            numbers.TryAdd(line.Parsed, numbers.Count);
        }

        writer.Count(numbers.Count);
        foreach (int set in numbers.Keys)
        {
            writer.Bytes(labels[set].Bytes);
        }

        writer.Count(lines.Count);
        foreach (FoundLine line in lines)
        {
            writer.Int64(line.Time);
            writer.Int64((long)line.StreamHash);
            writer.Count(numbers[line.StreamLabels]);
            writer.Count(numbers[line.Metadata]);
            writer.Count(numbers[line.Parsed]);
            writer.Bytes(line.Line);
        }

        counter.Write(writer);
        return writer.Written;
    }

    /// <summary>Reads the lines, in order, with what orders them among those of other shards.</summary>
    public static LogQLStatistics Read(ReadOnlySpan<byte> answer, List<(ulong StreamHash, LogEntry Entry)> destination)
    {
        var reader = new WireReader(answer);
        var sets = new LabelSet[reader.CountOf(1)];
        for (int i = 0; i < sets.Length; i++)
        {
            byte[] bytes = reader.Bytes().ToArray();
            sets[i] = new LabelSet(bytes, 0, bytes.Length);
        }

        int count = reader.CountOf(LeastLine);
        for (int i = 0; i < count; i++)
        {
            long time = reader.Int64();
            ulong hash = (ulong)reader.Int64();
            LabelSet stream = Set(ref reader, sets), metadata = Set(ref reader, sets), parsed = Set(ref reader, sets);
            destination.Add((hash, new LogEntry(time, reader.Bytes().ToArray(), stream, metadata, parsed)));
        }

        return ScanCounter.Read(ref reader);
    }

    private static LabelSet Set(ref WireReader reader, LabelSet[] sets) => reader.Count() is var number && number >= 0 && number < sets.Length ? sets[number] : throw new WireFormatException();
}
