using System.Globalization;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

/// <summary>How much room one shard's share of a fleet takes: counters with two decimals, integer counters, gauges that mostly repeat.</summary>
public sealed class BlockSizeTests(ITestOutputHelper output)
{
    [Fact]
    public void A_block_of_a_sixteenth_of_100_000_series_keeps_within_its_budget()
    {
        using var writer = new BlockWriter(1);
        var encoder = new ChunkEncoder();
        var buffer = new SampleBuffer();
        var chunks = new List<Chunk>();
        foreach ((LabelSet labels, int kind, int host) in Fleet(100_000).Where(series => (int)(series.Labels.Hash & 15) == 3).OrderBy(series => series.Labels))
        {
            var random = new Random((host * 25) + kind);
            buffer.Clear();
            chunks.Clear();
            double value = random.Next(100_000);
            for (int i = 0; i < 120; i++)
            {
                value = Next(kind, value, random);
                buffer.Add(1_700_000_000_000 + (i * 15_000L), value);
            }

            encoder.Encode(buffer, chunks);
            writer.Add(labels, chunks.ToArray());
        }

        FinishedBlock block = writer.Finish();
        BlockFooter footer = FooterOf.Block(block.Content.Span, out _, out int footerLength);
        long chunkBytes = footer.Pages.Take(footer.ChunkPageCount).Sum(page => (long)page.StoredLength);
        double index = (block.Content.Length - chunkBytes) / (double)block.Series, total = block.Content.Length / (double)block.Samples;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{block.Series} series, {total:F3} bytes a sample, index {index:F1} bytes a series, footer {footerLength}"));
        Assert.InRange(index, 1, 30);
        Assert.InRange(total, 0.1, 1.3);
    }

    private static double Next(int kind, double value, Random random) => kind switch
    {
        < 10 => Math.Round(value + (random.NextDouble() * 15), 2),
        < 15 => value + random.Next(50),
        _ => random.Next(4) == 0 ? Math.Round(value + random.NextDouble() - 0.5, 2) : value,
    };

    private static IEnumerable<(LabelSet Labels, int Kind, int Host)> Fleet(int series)
    {
        for (int i = 0; i < series; i++)
        {
            int host = i / 25, kind = i % 25;
            string name = kind < 10 ? "cpu_seconds_total" : kind < 15 ? "http_requests_total" : kind < 20 ? "mem_bytes" : "temperature_celsius";
            (string, string) last = kind < 10 ? ("mode", $"mode{kind % 5}") : kind < 15 ? ("status", $"{200 + (kind % 5 * 100)}") : ("unit", $"u{kind % 5}");
            string cpu = kind < 10 ? $"{kind / 5}" : "";
            string instance = $"host-{host:D5}.dc{host % 4}.example.net:9100";
            yield return (LabelSet.Of(("__name__", name), ("cpu", cpu), ("instance", instance), ("job", "node"), last), kind, host);
        }
    }
}
