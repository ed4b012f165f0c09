using CsCheck;
using Orleans.Obs.Engine.Metrics;

namespace Orleans.Obs.Protocols.Tests.RemoteWrite;

/// <summary>A series of a request as a test states it.</summary>
internal sealed record Series((string Name, string Value)[] Labels, (long Time, double Value)[] Samples)
{
    private static readonly Gen<string> GenName = Gen.Frequency(
        (3, Gen.OneOfConst("__name__", "job", "instance", "code", "a_rather_long_label", "a_rather_long_label_2", "Zone", "метрика", "with space")),
        (1, Gen.String[Gen.Char['a', 'd'], 1, 12]));

    private static readonly Gen<string> GenValue = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.Const("путь"), Gen.String[Gen.Char['x', 'z'], 120, 300]);

    private static readonly Gen<double> GenSample = Gen.OneOf(Gen.Double, Gen.OneOfConst(0.0, double.NaN, double.PositiveInfinity, SampleValue.Stale));

    private static readonly Gen<long> GenTime = Gen.OneOf(Gen.Long[1_700_000_000_000, 1_900_000_000_000], Gen.OneOfConst(0L, 1, -1, long.MinValue, long.MaxValue));

    public static Gen<Series> Any { get; } = Gen.Select(
        Gen.Select(GenName, GenValue).Array[1, 12],
        Gen.Select(GenTime, GenSample).Array[1, 4],
        (labels, samples) => new Series([.. labels.DistinctBy(label => label.Item1)], [.. samples.DistinctBy(sample => sample.Item1)]));

    public ProtoMessage LabelFields(bool sorted)
    {
        var message = new ProtoMessage();
        IEnumerable<(string Name, string Value)> labels = sorted ? Labels.OrderBy(label => label.Name, Utf8Order.Instance) : Labels;
        foreach ((string name, string value) in labels)
        {
            message.Message(1, new ProtoMessage().Text(1, name).Text(2, value));
        }

        return message;
    }

    public static ProtoMessage SampleField((long Time, double Value) sample) => new ProtoMessage().Double(1, sample.Value).Int64(2, sample.Time);
}
