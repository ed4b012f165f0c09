using System.Globalization;
using System.Text.Json;

namespace Orleans.Obs.Cluster.Load;

/// <summary>Compares what a server answers with what a <see cref="Fleet"/> sent.</summary>
internal static class FleetAudit
{
    // A window is open on the left; this much before the first sample must be empty.
    private const long Margin = 3_600_000;

    /// <summary>While writers go on: no series has fewer samples than were acknowledged when <paramref name="acknowledged"/> was taken.</summary>
    public static async Task AtLeastAsync(HttpClient http, Fleet fleet, int[] acknowledged)
    {
        int most = fleet.Groups.Max(static group => group.Acknowledged) + 1;
        Dictionary<int, double> found = await ByGroupAsync(http, $"min by (group) (count_over_time({Selector(most)}))", fleet, most);
        Dictionary<int, double> series = await ByGroupAsync(http, $"count by (group) (count_over_time({Selector(most)}))", fleet, most);
        foreach (FleetGroup group in fleet.Groups.Where(group => acknowledged[group.Number] > 0))
        {
            Assert.Equal(group.Series, series.GetValueOrDefault(group.Number));
            Assert.True(found[group.Number] >= acknowledged[group.Number], $"group {group.Number}: {acknowledged[group.Number]} acknowledged, {found[group.Number]} there");
        }
    }

    /// <summary>After the writers finished: exactly what was acknowledged is there, by counts, by sums, and sample for sample.</summary>
    public static async Task ExactAsync(HttpClient http, Fleet fleet)
    {
        int most = fleet.Groups.Max(static group => group.Acknowledged);
        string selector = Selector(most);
        Dictionary<int, double> least = await ByGroupAsync(http, $"min by (group) (count_over_time({selector}))", fleet, most);
        Dictionary<int, double> greatest = await ByGroupAsync(http, $"max by (group) (count_over_time({selector}))", fleet, most);
        Dictionary<int, double> series = await ByGroupAsync(http, $"count by (group) (count_over_time({selector}))", fleet, most);
        Dictionary<int, double> sums = await ByGroupAsync(http, $"sum by (group) (sum_over_time({selector}))", fleet, most);
        Assert.Equal(fleet.Groups.Count(static group => group.Acknowledged > 0), series.Count);
        foreach (FleetGroup group in fleet.Groups.Where(static group => group.Acknowledged > 0))
        {
            double steps = group.Acknowledged, sum = (64 * group.Series * steps * (steps - 1) / 2) + (Enumerable.Range(0, group.Series).Sum(static one => one % 64) * steps);
            Assert.Equal(
                (group.Number, group.Series, steps, steps, sum), (group.Number, series[group.Number], least[group.Number], greatest[group.Number], sums[group.Number]));
            await SampleForSampleAsync(http, group, most);
        }

        // Nothing but what was sent: no other series at all.
        using JsonDocument all = JsonDocument.Parse(await http.GetStreamAsync(Query($"count(last_over_time({{__name__=~\".+\"}}[{Window(most)}]))", fleet.Groups[0].TimeOf(most))));
        string count = all.RootElement.GetProperty("data").GetProperty("result")[0].GetProperty("value")[1].GetString()!;
        Assert.Equal(fleet.Groups.Where(static group => group.Acknowledged > 0).Sum(static group => group.Series).ToString(CultureInfo.InvariantCulture), count);
    }

    private static async Task SampleForSampleAsync(HttpClient http, FleetGroup group, int most)
    {
        byte[] answer = await http.GetByteArrayAsync(Query($"{FleetGroup.Metric}{{group=\"{group.Number}\"}}[{Window(most)}]", group.TimeOf(most)));
        int found = ReadMatrix(answer, group);
        Assert.Equal(group.Series, found);
    }

    // A matrix of millions of samples is read as tokens: "series" label, then pairs of time and quoted value.
    private static int ReadMatrix(byte[] answer, FleetGroup group)
    {
        var reader = new Utf8JsonReader(answer);
        int found = 0, series = -1;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("series"u8))
            {
                reader.Read();
                series = int.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                ReadSamples(ref reader, group, series);
                found++;
            }
        }

        return found;
    }

    private static void ReadSamples(ref Utf8JsonReader reader, FleetGroup group, int series)
    {
        int step = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            double time = reader.GetDouble();
            reader.Read();
            double value = double.Parse(reader.ValueSpan, CultureInfo.InvariantCulture);
            reader.Read();
            if (time != group.TimeOf(step) / 1000.0 || value != FleetGroup.ValueOf(series, step))
            {
                Assert.Fail($"group {group.Number}, series {series}, sample {step}: {value} at {time} instead of {FleetGroup.ValueOf(series, step)} at {group.TimeOf(step) / 1000.0}");
            }

            step++;
        }

        Assert.Equal(group.Acknowledged, step);
    }

    private static async Task<Dictionary<int, double>> ByGroupAsync(HttpClient http, string query, Fleet fleet, int most)
    {
        using JsonDocument answer = JsonDocument.Parse(await http.GetStreamAsync(Query(query, fleet.Groups[0].TimeOf(most))));
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            static one => int.Parse(one.GetProperty("metric").GetProperty("group").GetString()!, CultureInfo.InvariantCulture),
            static one => double.Parse(one.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture));
    }

    private static string Selector(int steps) => $"{FleetGroup.Metric}[{Window(steps)}]";

    private static string Window(int steps) => string.Create(CultureInfo.InvariantCulture, $"{Margin + (steps * FleetGroup.StepMilliseconds)}ms");

    private static string Query(string query, long time) =>
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/query?query={Uri.EscapeDataString(query)}&time={time / 1000}.{time % 1000:D3}");
}
