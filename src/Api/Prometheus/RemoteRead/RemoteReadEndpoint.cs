using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteRead;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus.RemoteRead;

/// <summary>
/// <c>POST /read</c>: remote read, answered with samples or with a stream of chunks, as the client wants. What it reads is what a range selector sees, so stale markers are not among the samples.
/// </summary>
internal sealed class RemoteReadEndpoint(MetricsQueries queries, IOptions<ApiOptions> options)
{
    /// <summary>Longer ranges than durations can express are asked for as "everything".</summary>
    private const long LongestRange = 200L * 365 * 24 * 60 * 60 * 1000;

    public async Task ReadAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        ReadRequest read = await DecodeAsync(request, cancellationToken);
        Task answer = read.ResponseType == ReadResponseType.StreamedXorChunks
            ? StreamAsync(request, read, cancellationToken)
            : AnswerAsync(request, read, cancellationToken);
        await answer;
    }

    private async Task AnswerAsync(PrometheusRequest request, ReadRequest read, CancellationToken cancellationToken)
    {
        var writer = new SampledReadWriter();
        foreach (ReadQuery query in read.Queries)
        {
            foreach (ResultSeries series in await SelectAsync(request, query, cancellationToken))
            {
                writer.Add(Of(series));
            }

            writer.EndResult();
        }

        HttpResponse response = request.Context.Response;
        response.ContentType = "application/x-protobuf";
        response.Headers.ContentEncoding = "snappy";
        await response.BodyWriter.WriteAsync(SnappyBlock.Encode(writer.Written), cancellationToken);
    }

    private async Task StreamAsync(PrometheusRequest request, ReadRequest read, CancellationToken cancellationToken)
    {
        HttpResponse response = request.Context.Response;
        var writer = new ChunkedReadWriter();
        for (int i = 0; i < read.Queries.Length; i++)
        {
            IReadOnlyList<ResultSeries> found = await SelectAsync(request, read.Queries[i], cancellationToken);
            response.ContentType = ChunkedReadWriter.ContentType;
            foreach (ResultSeries series in found)
            {
                writer.Write(response.BodyWriter, Of(series), i);
                await response.BodyWriter.FlushWhenLargeAsync(cancellationToken);
            }
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private async Task<ReadRequest> DecodeAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(request.Context.Request, options.Value.MaxWriteBodyBytes, cancellationToken);
            ArraySegment<byte> message = SnappyBlock.Decode(body.Bytes, options.Value.MaxDecodedWriteBytes);
            try
            {
                return ReadRequest.Decode(message);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(message.Array!);
            }
        }
        catch (Exception exception) when (exception is MalformedMessageException or BadHttpRequestException)
        {
            throw PrometheusException.BadData(exception.Message);
        }
    }

    private static ReadSeries Of(ResultSeries series) => new(series.Labels, series.Timestamps, series.Values, series.Histograms);

    private async Task<IReadOnlyList<ResultSeries>> SelectAsync(PrometheusRequest request, ReadQuery query, CancellationToken cancellationToken)
    {
        if (query.End < query.Start)
        {
            return [];
        }

        // A range leaves its beginning out, so it begins a millisecond before the first time wanted.
        long range = (long)UInt128.Min((UInt128)(query.End - (Int128)query.Start) + 1, LongestRange);
        string text = string.Create(CultureInfo.InvariantCulture, $"{PromQLPrinter.Print(new VectorSelector("", query.Matchers))}[{range}ms]");
        (QueryResult result, _) = await queries.ExecuteAsync(QueryCall.Of(request, new QueryRequest(text, query.End, query.End, 0)), cancellationToken);
        return result.Series;
    }
}
