using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Logs;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Protocols.Logs;

/// <summary>
/// What a request's labels of a stream come to: canonical labels with a <c>service_name</c> in any case, their hash, and the level that they state. Immutable, made once for each set of
/// labels and then found again by the bytes in which a client writes them.
/// </summary>
public sealed class PushedStream
{
    private const string Unknown = "unknown_service";

    /// <summary>Where the name of a service is taken from when a stream does not state it: the first of these labels that it has.</summary>
    public static IReadOnlyList<string> ServiceLabels { get; } =
    [
        "service", "app", "application", "app_name", "name", "app_kubernetes_io_name", "container", "container_name", "k8s_container_name", "component", "workload", "job", "k8s_job_name",
    ];

    private readonly byte[] _level;

    private PushedStream(LabelSet labels, bool isServiceInvented)
    {
        Labels = labels;
        Hash = labels.Hash;
        _level = LevelOf(labels);
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            Count++;
            LongestName = Math.Max(LongestName, reader.Name.Length);
            LongestValue = Math.Max(LongestValue, reader.Value.Length);
        }

        Count -= isServiceInvented ? 1 : 0;
    }

    /// <summary>The name of the label that every stream has.</summary>
    public const string ServiceName = "service_name";

    /// <summary>The labels, in canonical form.</summary>
    public LabelSet Labels { get; }

    /// <summary>The hash of the labels, which decides on the shard.</summary>
    public UInt128 Hash { get; }

    /// <summary>The level that a label states, or empty.</summary>
    public ReadOnlySpan<byte> Level => _level;

    /// <summary>How many labels the client sent.</summary>
    internal int Count { get; }

    /// <summary>Bytes of the longest name.</summary>
    internal int LongestName { get; }

    /// <summary>Bytes of the longest value.</summary>
    internal int LongestValue { get; }

    /// <summary>The stream with the labels of a builder, which has the service's name added when it lacks one.</summary>
    public static PushedStream Of(LabelSetBuilder labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        LabelSet given = labels.ToLabelSet();
        if (!given.ValueOf("service_name"u8).IsEmpty)
        {
            return new PushedStream(given, isServiceInvented: false);
        }

        labels.Set(ServiceName, ServiceLabels.Select(given.ValueOf).FirstOrDefault(static value => value.Length > 0) ?? Unknown);
        return new PushedStream(labels.ToLabelSet(), isServiceInvented: true);
    }

    /// <summary>The first name that is longer than allowed.</summary>
    internal string NameLongerThan(int limit)
    {
        LabelReader reader = Labels.GetReader();
        while (reader.Read())
        {
            if (reader.Name.Length > limit)
            {
                return Encoding.UTF8.GetString(reader.Name);
            }
        }

        return "";
    }

    /// <summary>The first value that is longer than allowed.</summary>
    internal string ValueLongerThan(int limit)
    {
        LabelReader reader = Labels.GetReader();
        while (reader.Read())
        {
            if (reader.Value.Length > limit)
            {
                return Encoding.UTF8.GetString(reader.Value);
            }
        }

        return "";
    }

    /// <summary>As Loki writes a stream: <c>{app="x", service_name="x"}</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        LabelReader reader = Labels.GetReader();
        while (reader.Read())
        {
            text.Append(text.Length > 1 ? ", " : "").Append(Encoding.UTF8.GetString(reader.Name)).Append('=').Append(GoLiteral.Quote(GoLiteral.Decode(reader.Value)));
        }

        return text.Append('}').ToString();
    }

    private static byte[] LevelOf(LabelSet labels)
    {
        ReadOnlySpan<byte> level = default;
        int rank = int.MaxValue;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            int place = LevelNames.RankOfKey(reader.Name);
            if (place >= 0 && place < rank)
            {
                level = reader.Value;
                rank = place;
            }
        }

        return LevelNames.Normalize(level).ToArray();
    }
}
