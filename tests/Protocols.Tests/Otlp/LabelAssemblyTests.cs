using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Otlp;

namespace Orleans.Obs.Protocols.Tests.Otlp;

public sealed class LabelAssemblyTests
{
    private static readonly Gen<(string Name, string Value, string Key, LabelOrigin Origin)[]> s_labels = Gen.Select(
        Gen.OneOfConst("a", "b", "le", "job", "__name__", "__type__", "zz", "A"),
        Gen.OneOfConst("", "1", "2", "long value with \u00fcnicode"),
        Gen.OneOfConst("k1", "k2", "k3", "k4"),
        Gen.OneOfConst(LabelOrigin.PromotedResource, LabelOrigin.Attribute, LabelOrigin.Attribute, LabelOrigin.Target, LabelOrigin.Scope)).Array[0, 50];

    /// <summary>The plain way to the same labels: one dictionary, in order of precedence.</summary>
    [Fact]
    public void Labels_settle_as_one_after_the_other_in_order_of_precedence_would() =>
        Gen.Select(s_labels, Gen.OneOfConst("", "le", "quantile")).Sample((labels, extra) =>
        {
            var texts = new TextArena();
            var assembly = new LabelAssembly(texts);
            foreach ((string name, string value, string key, LabelOrigin origin) in labels)
            {
                assembly.Add(new OtlpLabel(Add(name), Add(value), Add(key), origin));
            }

            assembly.Settle();
            LabelSet series = assembly.Series("metric"u8, Encoding.UTF8.GetBytes(extra), "0.5"u8);

            Assert.Equal(Reference(labels, extra), series);
            Assert.Equal(series, LabelSet.Of([.. Pairs(series)]));

            TextRange Add(string text) => texts.Add(Encoding.UTF8.GetBytes(text));
        });

    private static LabelSet Reference((string Name, string Value, string Key, LabelOrigin Origin)[] labels, string extra)
    {
        var settled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value, string _, LabelOrigin _) in labels.Where(static label => label.Origin == LabelOrigin.Attribute).OrderBy(static label => label.Key, StringComparer.Ordinal))
        {
            settled[name] = settled.TryGetValue(name, out string? earlier) && earlier.Length > 0 ? $"{earlier};{value}" : value;
        }

        foreach ((string name, string value, string _, LabelOrigin _) in labels.Where(static label => label.Origin == LabelOrigin.PromotedResource).OrderBy(static label => label.Key, StringComparer.Ordinal))
        {
            bool mine = settled.TryGetValue(name, out string? earlier) && earlier.Length > 0 && labels.Any(label => label.Origin == LabelOrigin.Attribute && label.Name == name && label.Value.Length > 0);
            settled[name] = mine ? earlier! : value;
        }

        foreach ((string name, string value, string _, LabelOrigin _) in labels.Where(static label => label.Origin > LabelOrigin.Attribute)
            .OrderBy(static label => label.Origin).ThenBy(static label => label.Key, StringComparer.Ordinal))
        {
            settled[name] = value;
        }

        settled[LabelSet.MetricName] = "metric";
        if (extra.Length > 0)
        {
            settled[extra] = "0.5";
        }

        return LabelSet.Of([.. settled.Select(static label => (label.Key, label.Value))]);
    }

    private static List<(string Name, string Value)> Pairs(LabelSet labels)
    {
        var pairs = new List<(string, string)>();
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            pairs.Add((Encoding.UTF8.GetString(reader.Name), Encoding.UTF8.GetString(reader.Value)));
        }

        return pairs;
    }
}
