using System.Text;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary>
/// The block of statistics. Grafana shows the summary; the rest describes Loki's own parts, which clients such as logcli insist on finding, so it is there with nothing in it.
/// </summary>
internal static class LokiStatistics
{
    private const string Store =
        """{"totalChunksRef":0,"totalChunksDownloaded":0,"chunksDownloadTime":0,"queryReferencedStructuredMetadata":false,"chunk":{"headChunkBytes":0,"headChunkLines":0,"decompressedBytes":0,"decompressedLines":0,"compressedBytes":0,"totalDuplicates":0,"postFilterLines":0,"headChunkStructuredMetadataBytes":0,"decompressedStructuredMetadataBytes":0},"chunkRefsFetchTime":0,"congestionControlLatency":0,"pipelineWrapperFilteredLines":0,"queryUsedV2Engine":false}""";

    private const string Cache =
        """{"entriesFound":0,"entriesRequested":0,"entriesStored":0,"bytesReceived":0,"bytesSent":0,"requests":0,"downloadTime":0,"queryLengthServed":0}""";

    private static readonly string[] Caches =
        ["chunk", "index", "result", "statsResult", "volumeResult", "seriesResult", "labelResult", "instantMetricResult", "logResult", "taskResult"];

    private static readonly byte[] Rest = Encoding.UTF8.GetBytes(
        $$$"""
        ,"querier":{"store":{{{Store}}},"querierExecTime":0},"ingester":{"totalReached":0,"totalChunksMatched":0,"totalBatches":0,"totalLinesSent":0,"store":{{{Store}}}},"cache":{{{{string.Join(',', Caches.Select(static name => $"\"{name}\":{Cache}"))}}}},"index":{"totalChunks":0,"postFilterChunks":0,"shardsDuration":0,"usedBloomFilters":false,"totalStreams":0,"chunkRefsLookupTime":0,"bloomFilterTime":0}}
        """);

    /// <summary>Writes the block.</summary>
    public static void Write(ref JsonOutput json, LogQLStatistics statistics, QueryTimings timings)
    {
        double seconds = timings.Evaluation.TotalSeconds;
        json.Raw("{\"summary\":{\"bytesProcessedPerSecond\":"u8);
        json.Number(PerSecond(statistics.BytesProcessed, seconds));
        json.Raw(",\"linesProcessedPerSecond\":"u8);
        json.Number(PerSecond(statistics.LinesProcessed, seconds));
        json.Raw(",\"totalBytesProcessed\":"u8);
        json.Number(statistics.BytesProcessed);
        json.Raw(",\"totalLinesProcessed\":"u8);
        json.Number(statistics.LinesProcessed);
        json.Raw(",\"execTime\":"u8);
        json.Number(seconds);
        json.Raw(",\"queueTime\":"u8);
        json.Number(timings.Queued.TotalSeconds);
        json.Raw(",\"subqueries\":"u8);
        json.Number(statistics.Subqueries);
        json.Raw(",\"totalEntriesReturned\":"u8);
        json.Number(statistics.EntriesReturned);
        json.Raw(",\"splits\":0,\"shards\":"u8);
        json.Number(statistics.Shards);
        json.Raw(",\"totalPostFilterLines\":"u8);
        json.Number(statistics.LinesMatched);
        json.Raw(",\"totalStructuredMetadataBytesProcessed\":"u8);
        json.Number(statistics.MetadataBytesProcessed);
        json.Raw('}');
        json.Raw(Rest);
    }

    private static long PerSecond(long amount, double seconds) => seconds > 0 ? (long)Math.Min(amount / seconds, long.MaxValue) : 0;
}
