using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Query.PromQL.Syntax.Analysis;
using Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

/// <summary>
/// Holds the engine, with its plans, shards and columns, against <see cref="ReferenceEvaluator"/>, over random data and random queries. Each case is numbered; its number is its seed,
/// so a failure repeats.
/// </summary>
public class DifferentialTests
{
    private const int QueriesPerData = 8;

    [Theory]
    [InlineData(0, 80, 1, true)]
    [InlineData(1000, 80, 1, false)]
    [InlineData(2000, 80, 5, true)]
    [InlineData(3000, 80, 5, false)]
    public async Task The_engine_answers_as_the_reference_does(int first, int count, int shards, bool delaysNameRemoval)
    {
        var faults = new List<string>();
        int meaningful = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            var random = new PCG((uint)seed, 0); // without a state it takes the clock's
            IReadOnlyList<InMemorySeries> data = RandomMetrics.Generate(random);
            var metrics = new InMemoryMetrics(shards, inProcess: seed % 2 == 0);
            foreach (InMemorySeries series in data)
            {
                metrics.Load(series);
            }

            for (int query = 0; query < QueriesPerData; query++)
            {
                string text = PromQLPrinter.Print(EvaluableQueries.Generate(random));
                (string? fault, bool hasAnswer) = await JudgeAsync(text, data, metrics, delaysNameRemoval, random);
                meaningful += hasAnswer ? 1 : 0;
                if (fault is not null)
                {
                    faults.Add($"case {seed}: {text}\n    {fault}");
                }
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {count * QueriesPerData} queries:\n{string.Join('\n', faults.Take(20))}");
        Assert.True(meaningful > count * QueriesPerData / 3, $"Only {meaningful} queries had an answer.");
    }

    private static async Task<(string? Fault, bool HasAnswer)> JudgeAsync(string text, IReadOnlyList<InMemorySeries> data, InMemoryMetrics metrics, bool delaysNameRemoval, PCG random)
    {
        PromQLFeatures features = delaysNameRemoval ? PromQLFeatures.All : PromQLFeatures.All & ~PromQLFeatures.DelayedNameRemoval;
        long start = RandomMetrics.Start + (random.Next(20) * 10_000);
        QueryRequest request = random.Next(3) == 0 ? new(text, start, start, 0) : new(text, start, start + 300_000, 25_000);
        Expr expr = new QueryContext(request.Start, request.End, request.Step).Fold(PromQLParser.Parse(text, features));
        var expected = new Dictionary<LabelSet, Dictionary<long, Element>>();
        string? refused = null;
        try
        {
            var reference = new ReferenceEvaluator(data, request.Lookback, delaysNameRemoval, usesStarts: true);
            for (long time = request.Start; time <= request.End; time += Math.Max(request.Step, 1))
            {
                IEnumerable<Element> elements = expr.Type == PromQLType.Scalar ? [new Element(LabelSet.Empty, reference.Scalar(expr, time))] : reference.Vector(expr, time);
                foreach (Element element in elements)
                {
                    (expected.TryGetValue(element.Labels, out Dictionary<long, Element>? points) ? points : expected[element.Labels] = []).Add(time, element);
                }
            }
        }
        catch (ReferenceException error)
        {
            refused = error.Message;
        }

        try
        {
            QueryResult result = await new PromQLEngine(new PromQLEngineOptions { Features = features, FewSeries = (int)random.Next(2) * 32 }).ExecuteAsync(request, metrics, TestContext.Current.CancellationToken);
            return (refused is null ? Compare(expected, result, request) : $"{request}: an answer, but expected: {refused}", expected.Count > 0);
        }
        catch (QueryException error) when (error.Kind == QueryErrorKind.Execution)
        {
            // A range query refuses what collides between its steps, and a subquery's steps between its windows are evaluated too.
            bool excused = error.Message.Contains("same labelset", StringComparison.Ordinal) || HasSubquery(expr);
            return (refused is null && !excused ? $"{request}: {error.Message}" : null, false);
        }
    }

    private static bool HasSubquery(Expr expr) => expr is SubqueryExpr || expr.Children().Any(HasSubquery);

    private static string? Compare(Dictionary<LabelSet, Dictionary<long, Element>> expected, QueryResult result, QueryRequest request)
    {
        IReadOnlyList<ResultSeries> series = result.Type == PromQLType.Scalar ? [new ResultSeries(LabelSet.Empty, new[] { request.Start }, new[] { result.Scalar })] : result.Series;
        if (series.Count != expected.Count)
        {
            return $"{request}: series {string.Join(' ', series.Select(static one => one.Labels))}, expected {string.Join(' ', expected.Keys)}";
        }

        foreach (ResultSeries one in series)
        {
            if (!expected.TryGetValue(one.Labels, out Dictionary<long, Element>? points) || points.Count != one.Timestamps.Length)
            {
                return $"{request}: {one.Labels} at {string.Join(',', one.Timestamps.ToArray())}, expected {string.Join(',', points?.Keys.ToArray() ?? [])}";
            }

            for (int i = 0; i < one.Timestamps.Length; i++)
            {
                long time = one.Timestamps.Span[i];
                if (!points.TryGetValue(time, out Element? element) || !Same(element, one.Values.Span[i], one.Histograms?[i]))
                {
                    return $"{request}: {one.Labels} @ {time}: {one.Histograms?[i]?.ToString() ?? $"{one.Values.Span[i]:R}"}, expected {element?.Histogram?.ToString() ?? $"{element?.Value:R}"}";
                }
            }
        }

        return null;
    }

    private static bool Same(Element expected, double value, NativeHistogram? histogram)
    {
        if (expected.Histogram is null || histogram is null)
        {
            return expected.Histogram is null && histogram is null && Near(expected.Value, value);
        }

        List<HistogramBucket> one = Buckets(expected.Histogram), other = Buckets(histogram);
        return Near(expected.Histogram.Count, histogram.Count) && Near(expected.Histogram.Sum, histogram.Sum) && one.Count == other.Count
            && one.Zip(other).All(static pair => Near(pair.First.Upper, pair.Second.Upper) && Near(pair.First.Count, pair.Second.Count));
    }

    private static List<HistogramBucket> Buckets(NativeHistogram histogram)
    {
        var buckets = new List<HistogramBucket>();
        foreach (HistogramBucket bucket in histogram.Buckets)
        {
            if (Math.Abs(bucket.Count) > 1e-9)
            {
                buckets.Add(bucket);
            }
        }

        return buckets;
    }

    private static bool Near(double left, double right) =>
        left.Equals(right) || left == right || Math.Abs(left - right) <= 1e-6 * Math.Max(1, Math.Max(Math.Abs(left), Math.Abs(right)));
}
