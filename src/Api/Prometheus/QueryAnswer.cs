using System.IO.Pipelines;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>The answer to <c>query</c> and <c>query_range</c>, streamed: nothing is built but the bytes.</summary>
/// <param name="Result">What the query came to.</param>
/// <param name="Time">The evaluation time of an instant query, milliseconds; scalars and strings are stamped with it.</param>
internal sealed record QueryAnswer(QueryResult Result, long Time)
{
    private const int SeriesPerFlush = 64;

    /// <summary>Show at most so many series and warn; 0: all.</summary>
    public int Limit { get; init; }

    /// <summary>Warnings that are not the query's, to show behind those that are.</summary>
    public IReadOnlyList<string> MoreWarnings { get; init; } = [];

    /// <summary>The statistics to show, if any.</summary>
    public QueryTimings? Timings { get; init; }

    /// <summary>The times of the steps, when the samples of each step are to be shown with the statistics: first and distance, milliseconds.</summary>
    public (long Start, long Step)? StepsOfStatistics { get; init; }

    /// <summary>Writes the whole answer and flushes now and then, so that a slow client slows the writing and a large answer needs no large buffer.</summary>
    public async ValueTask WriteAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        int shown = Limit > 0 ? Math.Min(Limit, Result.Series.Count) : Result.Series.Count;
        bool isSeries = Result.Type is PromQLType.Vector or PromQLType.Matrix;
        WriteStart(destination);
        for (int first = 0; isSeries && first < shown; first += SeriesPerFlush)
        {
            WriteSeries(destination, first, Math.Min(first + SeriesPerFlush, shown));
            FlushResult flushed = await destination.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
            {
                return;
            }
        }

        WriteEnd(destination, truncated: isSeries && shown < Result.Series.Count);
        await destination.FlushAsync(cancellationToken);
    }

    private void WriteStart(PipeWriter destination)
    {
        var json = new JsonOutput(destination);
        PrometheusAnswer.Begin(ref json);
        switch (Result.Type)
        {
            case PromQLType.Scalar:
                json.Raw("{\"resultType\":\"scalar\",\"result\":["u8);
                json.Number(Time / 1000.0);
                json.Raw(',');
                json.PlainValue(Result.Scalar);
                break;
            case PromQLType.String:
                json.Raw("{\"resultType\":\"string\",\"result\":["u8);
                json.Number(Time / 1000.0);
                json.Raw(',');
                json.HtmlSafeText(Result.Text);
                break;
            case PromQLType.Vector:
                json.Raw("{\"resultType\":\"vector\",\"result\":["u8);
                break;
            default:
                json.Raw("{\"resultType\":\"matrix\",\"result\":["u8);
                break;
        }

        json.Commit();
    }

    private void WriteSeries(PipeWriter destination, int first, int end)
    {
        var json = new JsonOutput(destination);
        for (int i = first; i < end; i++)
        {
            ResultSeries series = Result.Series[i];
            json.Raw(i > 0 ? ",{\"metric\":"u8 : "{\"metric\":"u8);
            json.Labels(series.Labels);
            if (Result.Type == PromQLType.Vector)
            {
                WriteSample(ref json, series);
            }
            else
            {
                WriteFloats(ref json, series);
                WriteHistograms(ref json, series);
            }

            json.Raw('}');
        }

        json.Commit();
    }

    private static void WriteSample(ref JsonOutput json, ResultSeries series)
    {
        if (series.Histograms?[0] is { } histogram)
        {
            json.Raw(",\"histogram\":"u8);
            json.Point(series.Timestamps.Span[0], histogram);
        }
        else
        {
            json.Raw(",\"value\":"u8);
            json.Point(series.Timestamps.Span[0], series.Values.Span[0]);
        }
    }

    private static void WriteFloats(ref JsonOutput json, ResultSeries series)
    {
        ReadOnlySpan<long> timestamps = series.Timestamps.Span;
        ReadOnlySpan<double> values = series.Values.Span;
        bool any = false;
        for (int i = 0; i < timestamps.Length; i++)
        {
            if (series.Histograms?[i] is null)
            {
                json.Raw(any ? ","u8 : ",\"values\":["u8);
                json.Point(timestamps[i], values[i]);
                any = true;
            }
        }

        if (any)
        {
            json.Raw(']');
        }
    }

    private static void WriteHistograms(ref JsonOutput json, ResultSeries series)
    {
        bool any = false;
        for (int i = 0; series.Histograms is not null && i < series.Timestamps.Length; i++)
        {
            if (series.Histograms[i] is { } histogram)
            {
                json.Raw(any ? ","u8 : ",\"histograms\":["u8);
                json.Point(series.Timestamps.Span[i], histogram);
                any = true;
            }
        }

        if (any)
        {
            json.Raw(']');
        }
    }

    private void WriteEnd(PipeWriter destination, bool truncated)
    {
        var json = new JsonOutput(destination);
        json.Raw(']');
        if (Timings is not null)
        {
            WriteStatistics(ref json, Timings);
        }

        json.Raw('}');
        PrometheusAnswer.End(ref json, [.. Result.Warnings, .. truncated ? [PrometheusAnswer.Truncated] : (string[])[], .. MoreWarnings], Result.Infos);
        json.Commit();
    }

    private void WriteStatistics(ref JsonOutput json, QueryTimings timings)
    {
        QueryStatistics statistics = Result.Statistics;
        json.Raw(",\"stats\":{\"timings\":{\"evalTotalTime\":"u8);
        json.Number(timings.Evaluation.TotalSeconds);
        json.Raw(",\"resultSortTime\":0,\"queryPreparationTime\":0,\"innerEvalTime\":"u8);
        json.Number(timings.Evaluation.TotalSeconds);
        json.Raw(",\"execQueueTime\":"u8);
        json.Number(timings.Queued.TotalSeconds);
        json.Raw(",\"execTotalTime\":"u8);
        json.Number((timings.Queued + timings.Evaluation).TotalSeconds);
        json.Raw("},\"samples\":{"u8);
        if (StepsOfStatistics is { } steps && statistics.SamplesPerStep is { } perStep)
        {
            json.Raw("\"totalQueryableSamplesPerStep\":["u8);
            for (int i = 0; i < perStep.Count; i++)
            {
                json.Raw(i > 0 ? ",["u8 : "["u8);
                json.Timestamp(steps.Start + i * steps.Step);
                json.Raw(',');
                json.Number(perStep[i]);
                json.Raw(']');
            }

            json.Raw("],"u8);
        }

        json.Raw("\"totalQueryableSamples\":"u8);
        json.Number(statistics.TotalQueryableSamples);
        json.Raw(",\"peakSamples\":"u8);
        json.Number(statistics.PeakSamples);
        json.Raw(",\"samplesRead\":"u8);
        json.Number(statistics.SamplesRead);
        json.Raw("},\"seriesFetched\":"u8);
        json.Number(statistics.SeriesFetched);
        json.Raw('}');
    }
}
