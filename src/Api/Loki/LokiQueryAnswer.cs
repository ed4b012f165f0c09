using System.IO.Pipelines;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary>
/// The answer to <c>query</c> and <c>query_range</c>, streamed. Grafana reads it piece by piece, so the order of keys counts: the type and the encoding before the result, a stream's labels
/// before its lines, the statistics after all; and a stream has no other keys.
/// </summary>
/// <param name="Result">What the query came to.</param>
/// <param name="Time">The evaluation time of an instant query, nanoseconds; scalars are stamped with it.</param>
/// <param name="Categorized">Whether structured metadata and parsed labels stand beside each line instead of among the stream's labels.</param>
/// <param name="Timings">How long it took.</param>
internal sealed record LokiQueryAnswer(LogQLResult Result, long Time, bool Categorized, QueryTimings Timings)
{
    private const int ItemsPerFlush = 64;

    /// <summary>Writes the whole answer and flushes now and then, so that a slow client slows the writing and a large answer needs no large buffer.</summary>
    public async ValueTask WriteAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        WriteStart(destination);
        if (Result.Type == LogQLResultType.Streams)
        {
            await WriteStreamsAsync(destination, cancellationToken);
        }
        else
        {
            for (int first = 0; first < Result.Series.Count; first += ItemsPerFlush)
            {
                WriteSeries(destination, first, Math.Min(first + ItemsPerFlush, Result.Series.Count));
                await destination.FlushAsync(cancellationToken);
            }
        }

        WriteEnd(destination);
        await destination.FlushAsync(cancellationToken);
    }

    private void WriteStart(PipeWriter destination)
    {
        var json = new JsonOutput(destination);
        json.Raw("{\"status\":\"success\","u8);
        if (Result.Warnings.Count > 0)
        {
            json.Raw("\"warnings\":"u8);
            json.Texts(Result.Warnings);
            json.Raw(',');
        }

        json.Raw("\"data\":{\"resultType\":"u8);
        json.Raw(Result.Type switch
        {
            LogQLResultType.Streams => "\"streams\""u8,
            LogQLResultType.Matrix => "\"matrix\""u8,
            LogQLResultType.Vector => "\"vector\""u8,
            _ => "\"scalar\""u8,
        });
        if (Categorized && Result.Type == LogQLResultType.Streams)
        {
            json.Raw(",\"encodingFlags\":[\"categorize-labels\"]"u8);
        }

        json.Raw(",\"result\":["u8);
        if (Result.Type == LogQLResultType.Scalar)
        {
            json.Timestamp(Time / 1_000_000);
            json.Raw(',');
            json.PlainValue(Result.Scalar);
        }

        json.Commit();
    }

    private async ValueTask WriteStreamsAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        IReadOnlyList<LogStream> streams = Categorized ? Result.CategorizedStreams() : Result.FoldedStreams();
        for (int i = 0; i < streams.Count; i++)
        {
            for (int first = 0; first < streams[i].Entries.Count; first += ItemsPerFlush)
            {
                WriteEntries(destination, streams[i], i == 0, first, Math.Min(first + ItemsPerFlush, streams[i].Entries.Count));
                await destination.FlushAsync(cancellationToken);
            }
        }
    }

    private void WriteEntries(PipeWriter destination, LogStream stream, bool isFirstStream, int first, int end)
    {
        var json = new JsonOutput(destination);
        if (first == 0)
        {
            json.Raw(isFirstStream ? "{\"stream\":"u8 : ",{\"stream\":"u8);
            json.Labels(stream.Labels);
            json.Raw(",\"values\":["u8);
        }

        for (int i = first; i < end; i++)
        {
            json.Raw(i > 0 ? ","u8 : default);
            json.Entry(stream.Entries[i], Categorized);
        }

        json.Raw(end == stream.Entries.Count ? "]}"u8 : default);
        json.Commit();
    }

    private void WriteSeries(PipeWriter destination, int first, int end)
    {
        var json = new JsonOutput(destination);
        for (int i = first; i < end; i++)
        {
            MetricSeries series = Result.Series[i];
            json.Raw(i > 0 ? ",{\"metric\":"u8 : "{\"metric\":"u8);
            json.Labels(series.Labels);
            if (Result.Type == LogQLResultType.Vector)
            {
                json.Raw(",\"value\":"u8);
                json.PlainPoint(series.Timestamps.Span[0], series.Values.Span[0]);
            }
            else
            {
                json.Raw(",\"values\":["u8);
                for (int point = 0; point < series.Timestamps.Length; point++)
                {
                    json.Raw(point > 0 ? ","u8 : default);
                    json.PlainPoint(series.Timestamps.Span[point], series.Values.Span[point]);
                }

                json.Raw(']');
            }

            json.Raw('}');
        }

        json.Commit();
    }

    private void WriteEnd(PipeWriter destination)
    {
        var json = new JsonOutput(destination);
        json.Raw("],\"stats\":"u8);
        LokiStatistics.Write(ref json, Result.Statistics, Timings);
        json.Raw("}}\n"u8);
        json.Commit();
    }
}
