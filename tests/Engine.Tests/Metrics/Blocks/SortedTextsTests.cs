using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class SortedTextsTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Const("a"), Gen.Const("\uFFFD"), Gen.Const("\U0001F600"), Gen.Const("\uD7FF"),
        Gen.Const("\uE000"), Gen.Const("z"))
        .Array[0, 4].Select(string.Concat);

    [Fact]
    public void Texts_compare_as_their_bytes_do() => Gen.Select(Texts, Texts).Sample((left, right) =>
        Assert.Equal(Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))), Math.Sign(SortedTexts.Compare(left,
            right))));

    [Fact]
    public void Unions_are_sorted_without_doubles_and_limited() => Gen.Select(Texts.Array[0, 6].Array[0, 4], Gen.Int[0, 4]).Sample((lists, limit) =>
    {
        var comparer = Comparer<string>.Create(SortedTexts.Compare);
        string[][] sorted = [.. lists.Select(list => list.Distinct().Order(comparer).ToArray())];
        Assert.Equal(lists.SelectMany(list => list).Distinct().Order(comparer).Take(limit == 0 ? int.MaxValue : limit), SortedTexts.Union(sorted, limit));
    });
}
