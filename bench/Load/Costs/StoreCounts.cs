using System.Globalization;
using System.Text.RegularExpressions;

namespace Orleans.Obs.Load.Costs;

/// <summary>What a process asked of its blob store since it started, by operation, as its own metrics tell.</summary>
internal sealed partial class StoreCounts
{
    private readonly Dictionary<string, double> _operations = new(StringComparer.Ordinal);

    private StoreCounts()
    {
    }

    public double this[string operation] => _operations.GetValueOrDefault(operation);

    /// <summary>Bytes of blocks in the store.</summary>
    public double StoredBytes { get; private set; }

    /// <summary>Bytes handed over with appends.</summary>
    public double AppendedBytes { get; private set; }

    public static async Task<StoreCounts> ReadAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var counts = new StoreCounts();
        foreach (Match sample in Sample().Matches(await http.GetStringAsync("metrics", cancellationToken)))
        {
            double value = double.Parse(sample.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
            switch (sample.Groups["name"].Value)
            {
                case "obs_store_operation_duration_seconds_count":
                    string operation = Label(sample, "operation");
                    counts._operations[operation] = counts[operation] + value;
                    break;
                case "obs_store_written_bytes_total" when Label(sample, "operation") == "append":
                    counts.AppendedBytes += value;
                    break;
                case "tsdb_storage_bytes_total":
                    counts.StoredBytes += value;
                    break;
                default:
                    break;
            }
        }

        return counts;
    }

    /// <summary>What was done since an earlier moment.</summary>
    public StoreCounts Since(StoreCounts earlier)
    {
        var difference = new StoreCounts { StoredBytes = StoredBytes, AppendedBytes = AppendedBytes - earlier.AppendedBytes };
        foreach ((string operation, double count) in _operations)
        {
            difference._operations[operation] = count - earlier[operation];
        }

        return difference;
    }

    private static string Label(Match sample, string name) => Regex.Match(sample.Groups["labels"].Value, $"{name}=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex(@"^(?<name>[a-z_]+)\{(?<labels>[^}]*)\} (?<value>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
