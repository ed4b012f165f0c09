namespace Orleans.Obs.Load.Fleet;

/// <summary>A fleet of hosts with 25 series each: 10 CPU counters with two decimals, 5 request counters, 5 memory gauges and 5 temperatures that mostly repeat.</summary>
internal sealed class HostFleet : IFleet
{
    private const int SeriesPerHost = 25;
    private static readonly string[] Modes = ["user", "system", "idle", "iowait", "nice"];
    private readonly Random _random;
    private readonly double[] _values;

    public HostFleet(int series, int seed, string prefix)
    {
        _random = new Random(seed);
        Labels = new byte[series][];
        _values = new double[series];
        var fields = new LabelFields();
        for (int i = 0; i < series; i++)
        {
            Labels[i] = fields.Of(LabelsOf(i, prefix));
            _values[i] = IsCounter(i) ? _random.Next(0, 100_000) : Math.Round(_random.NextDouble() * 100, 2);
        }
    }

    public byte[][] Labels { get; }

    public ReadOnlySpan<double> Values => _values;

    public void Advance()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            int kind = i % SeriesPerHost;
            if (kind < 10)
            {
                _values[i] = Math.Round(_values[i] + (_random.NextDouble() * 15), 2);
            }
            else if (kind < 15)
            {
                _values[i] += _random.Next(0, 50);
            }
            else if (_random.Next(4) == 0)
            {
                _values[i] = Math.Round(_values[i] + _random.NextDouble() - 0.5, 2);
            }
        }
    }

    private static bool IsCounter(int series) => series % SeriesPerHost < 15;

    private static IEnumerable<(string Name, string Value)> LabelsOf(int series, string prefix)
    {
        int host = series / SeriesPerHost, kind = series % SeriesPerHost;
        yield return ("__name__", prefix + (kind < 10 ? "cpu_seconds_total" : kind < 15 ? "http_requests_total" : kind < 20 ? "mem_bytes" : "temperature_celsius"));
        if (kind < 10)
        {
            yield return ("cpu", $"{kind / 5}");
        }

        yield return ("instance", $"host-{host:D5}.dc{host % 4}.example.net:9100");
        yield return ("job", "node");
        yield return kind < 10 ? ("mode", Modes[kind % 5]) : kind < 15 ? ("status", $"{200 + (kind % 5 * 100)}") : ("unit", $"u{kind % 5}");
    }
}
