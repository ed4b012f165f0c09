using System.Globalization;
using System.Text;
using Orleans.Obs.Engine.Logs.Ingest;

namespace Orleans.Obs.Engine.Tests.Logs;

/// <summary>Structured metadata whose names differ in how their values vary.</summary>
internal static class RandomMetadata
{
    public static SortedDictionary<string, string> Next(Random random)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Maybe("detected_level", 9, static r => r.Next(4) switch { 0 => "error", 1 => "warn", _ => "info" });
        Maybe("cluster", 9, static _ => "eu-1");
        Maybe("trace_id", 5, static r => r.GetHexString(32, lowercase: true));
        Maybe("span", 2, static r => r.GetHexString(16, lowercase: true));
        Maybe("size", 5, static r => r.NextInt64(-50, 1_000_000_000).ToString(CultureInfo.InvariantCulture));
        Maybe("pod", 5, static r => $"pod-{r.Next(400)}");
        Maybe("text", 3, static r => r.Next(9) == 0 ? "é 0" : $"a{r.Next()} b {r.Next(5)}");
        return pairs;

        void Maybe(string name, int tenths, Func<Random, string> value)
        {
            if (random.Next(10) < tenths)
            {
                pairs[name] = value(random);
            }
        }
    }

    /// <summary>The bytes of one row's metadata, as a batch has them.</summary>
    public static byte[] Encode(SortedDictionary<string, string> pairs)
    {
        using var writer = new LogsBatchWriter();
        writer.BeginStream(0, []);
        writer.BeginRow(0);
        foreach ((string name, string value) in pairs.Reverse())
        {
            writer.AddMetadata(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        writer.EndRow([]);
        return writer.Written[(LogsBatchWriter.EntryHeaderSize + LogsBatchWriter.RowHeaderSize)..].ToArray();
    }
}
