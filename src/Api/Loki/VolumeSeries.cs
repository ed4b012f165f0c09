using System.Text;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Api.Loki;

/// <summary>The bytes of a group of streams over time: for each bucket that has any, its number and how many.</summary>
internal sealed record VolumeSeries(LabelSet Labels, IReadOnlyList<int> Buckets, IReadOnlyList<long> Bytes)
{
    /// <summary>The most groups of one answer.</summary>
    public const int MaxSeries = 1000;

    /// <summary>The largest groups, of each bucket at most <paramref name="limit"/>, sorted by their first bytes.</summary>
    public static List<VolumeSeries> Of(IEnumerable<StreamVolume> cells, int limit) =>
    [
        .. cells
            .GroupBy(static cell => (cell.Group, cell.Bucket))
            .Select(static same => (same.Key.Group, same.Key.Bucket, Bytes: same.Sum(static cell => cell.Bytes)))
            .GroupBy(static cell => cell.Bucket)
            .SelectMany(bucket => bucket.OrderByDescending(static cell => cell.Bytes).ThenBy(static cell => cell.Group).Take(limit))
            .GroupBy(static cell => cell.Group)
            .Select(static group => group.OrderBy(static cell => cell.Bucket).ToArray())
            .OrderByDescending(static group => group[0].Bytes).ThenBy(static group => group[0].Group)
            .Select(static group => new VolumeSeries(group[0].Group, [.. group.Select(static cell => cell.Bucket)], [.. group.Select(static cell => cell.Bytes)])),
    ];

    /// <summary>A label without a value, which canonical sets don't have: volumes of label names are shown so.</summary>
    public static LabelSet Named(string name)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        byte[] label = new byte[16 + utf8.Length];
        return new LabelSet(label, 0, LabelEncoding.Write(label, utf8, default));
    }
}
