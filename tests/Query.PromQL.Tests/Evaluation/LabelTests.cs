using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class LabelTests
{
    private static readonly Gen<LabelSet> _labels = Gen.Select(Gen.OneOfConst("__name__", "a", "ab", "b", "job", "zone", "größe"), Gen.OneOfConst("", "1", "x", "yy"))
        .Array[0, 6].Select(static pairs => LabelSet.Of(pairs));

    private static readonly Gen<string[]> _names = Gen.OneOfConst("__name__", "a", "ab", "b", "c", "job", "zone", "größe").Array[0, 4];

    [Fact]
    public void A_projection_is_the_set_of_the_labels_that_are_kept() => Gen.Select(_labels, _names, Gen.Bool).Sample((labels, names, keep) =>
    {
        var pairs = new List<(string, string)>();
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            string name = Encoding.UTF8.GetString(reader.Name);
            if (names.Contains(name) == keep)
            {
                pairs.Add((name, Encoding.UTF8.GetString(reader.Value)));
            }
        }

        LabelProjection projection = keep ? LabelProjection.Keep([.. names]) : LabelProjection.Drop(names);
        Assert.Equal(LabelSet.Of([.. pairs]), projection.Apply(labels));
    });

    [Fact]
    public void A_table_numbers_sets_in_the_order_of_their_first_sight() => _labels.Array[0, 300].Sample(sets =>
    {
        var table = new LabelSetTable();
        var expected = new List<LabelSet>();
        foreach (LabelSet set in sets)
        {
            int number = table.GetOrAdd(set.Bytes, out bool added);
            Assert.Equal(added, !expected.Contains(set));
            if (added)
            {
                expected.Add(set);
            }

            Assert.Equal(expected.IndexOf(set), number);
            Assert.Equal(number, table.IndexOf(set.Bytes));
        }

        Assert.Equal(expected, Enumerable.Range(0, table.Count).Select(index => table[index]));
    });

    [Theory]
    [InlineData("cpu2", "cpu10", -1)]
    [InlineData("cpu10", "cpu10", 0)]
    [InlineData("cpu", "cpu1", -1)]
    [InlineData("a1b2", "a1b10", -1)]
    [InlineData("", "a", -1)]
    [InlineData("9", "a", -1)]
    [InlineData("b", "a", 1)]
    public void Numbers_in_texts_count_as_numbers(string left, string right, int expected)
    {
        Assert.Equal(expected, Math.Sign(NaturalOrder.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right))));
        Assert.Equal(-expected, Math.Sign(NaturalOrder.Compare(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(left))));
    }
}
