namespace Orleans.Obs.Load.Fleet;

/// <summary>
/// Pods of 100 services with 10 series each: requests by two codes, a histogram of five buckets, memory and its limit, and an info metric that says which node a pod runs on. What
/// makes it heavy is the label <c>pod</c>, which has as many values as there are pods.
/// </summary>
internal sealed class PodFleet : IFleet
{
    private const int SeriesPerPod = 10;
    private const int Codes = 2, Memory = 7, Limit = 8, Info = 9;
    private static readonly string[] Bounds = ["0.1", "0.5", "1", "5", "+Inf"];
    private readonly Random _random;
    private readonly double[] _values;

    public PodFleet(int pods, int seed)
    {
        _random = new Random(seed);
        Labels = new byte[pods * SeriesPerPod][];
        _values = new double[Labels.Length];
        var fields = new LabelFields();
        for (int pod = 0; pod < pods; pod++)
        {
            for (int kind = 0; kind < SeriesPerPod; kind++)
            {
                Labels[(pod * SeriesPerPod) + kind] = fields.Of(LabelsOf(pod, kind));
            }

            Span<double> values = ValuesOf(pod);
            values[Limit] = (1 + _random.Next(8)) * 134_217_728.0;
            values[Memory] = Math.Floor(values[Limit] * _random.NextDouble());
            values[Info] = 1;
        }
    }

    public byte[][] Labels { get; }

    public ReadOnlySpan<double> Values => _values;

    public void Advance()
    {
        for (int pod = 0; pod < _values.Length / SeriesPerPod; pod++)
        {
            Span<double> values = ValuesOf(pod);
            int served = _random.Next(0, 100), failed = _random.Next(0, 5);
            values[0] += served;
            values[1] += failed;
            for (int bucket = 0, left = served + failed; bucket < Bounds.Length; bucket++)
            {
                // Cumulative: what the smaller buckets leave goes on to the larger ones, the last takes all.
                int within = bucket == Bounds.Length - 1 ? served + failed : served + failed - (left /= 3);
                values[Codes + bucket] += within;
            }

            values[Memory] = Math.Clamp(values[Memory] + (_random.Next(-256, 257) * 4096.0), 0, values[Limit]);
        }
    }

    private Span<double> ValuesOf(int pod) => _values.AsSpan(pod * SeriesPerPod, SeriesPerPod);

    private static IEnumerable<(string Name, string Value)> LabelsOf(int pod, int kind)
    {
        yield return ("__name__", kind switch
        {
            < Codes => "requests_total",
            < Memory => "request_seconds_bucket",
            Memory => "memory_bytes",
            Limit => "memory_limit_bytes",
            _ => "pod_info",
        });
        if (kind < Codes)
        {
            yield return ("code", kind == 0 ? "200" : "500");
        }
        else if (kind < Memory)
        {
            yield return ("le", Bounds[kind - Codes]);
        }

        yield return ("namespace", $"ns-{pod % 20:D2}");
        if (kind == Info)
        {
            yield return ("node", $"node-{pod * 7 % 200:D3}");
        }

        yield return ("pod", $"svc-{pod % 100:D2}-{unchecked((uint)pod * 2_654_435_761u):x8}-{pod:D5}");
    }
}
