using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Head;

namespace Orleans.Obs.Engine.Tests.Metrics.Head;

public sealed class SeriesIndexTests
{
    private static readonly Gen<string> s_names = Gen.OneOfConst("job", "instance", "env", "absent");
    private static readonly Gen<string> s_values = Gen.OneOfConst("", "a", "ab", "abc", "b", "node-1", "node-2", "node-11", "zz");

    private static readonly Gen<IValuePattern> s_patterns = Gen.Frequency(
        (3, s_values.Select(value => (IValuePattern)new LiteralPattern(value))),
        (1, s_values.Array[0, 4].Select(values => (IValuePattern)new Pattern(values.Contains, [.. values.Select(Bytes)], default))),
        (1, s_values.Select(value => (IValuePattern)new Pattern(text => text.StartsWith(value, StringComparison.Ordinal), default, Bytes(value)))),
        (1, s_values.Select(value => (IValuePattern)new Pattern(text => text.EndsWith(value, StringComparison.Ordinal), default, default))),
        (1, Gen.Const((IValuePattern)new Pattern(static _ => true, default, default, everything: true))));

    private static readonly Gen<SeriesMatcher> s_matchers =
        Gen.Select(s_names, s_patterns, Gen.Bool, (name, pattern, negated) => new SeriesMatcher(Bytes(name), pattern, negated));

    [Fact]
    public void Selects_what_asking_every_series_selects() =>
        Gen.Select(Gen.Select(s_values, s_values, s_values).Array[0, 200], s_matchers.Array[0, 4]).Sample((series, matchers) =>
        {
            var table = new SeriesTable();
            var labels = new List<LabelSet>();
            foreach ((string job, string instance, string env) in series)
            {
                LabelSet set = LabelSet.Of(("__name__", $"m{labels.Count % 7}"), ("job", job), ("instance", instance), ("env", env));
                UInt128 hash = set.Hash;
                if (!table.TryFind((ulong)hash, (ulong)(hash >> 64), uint.MaxValue, out _))
                {
                    table.Add((ulong)hash, (ulong)(hash >> 64), set.Bytes);
                    labels.Add(set);
                }
            }

            IEnumerable<uint> expected = Enumerable.Range(0, labels.Count)
                .Where(i => matchers.All(matcher => matcher.Matches(labels[i].ValueOf(matcher.Name.Span)))).Select(static i => (uint)i);
            Assert.Equal(expected, new SeriesIndex(table).Select(matchers));
        });

    [Fact]
    public void Labels_and_postings_survive_growth()
    {
        var table = new SeriesTable();
        const int count = 20_000;
        for (int i = 0; i < count; i++)
        {
            LabelSet set = LabelSetOf(i);
            UInt128 hash = set.Hash;
            Assert.False(table.TryFind((ulong)hash, (ulong)(hash >> 64), (uint)i - 1, out _));
            Assert.Equal((uint)i, table.Add((ulong)hash, (ulong)(hash >> 64), set.Bytes));
        }

        byte[] buffer = new byte[4096];
        for (int i = 0; i < count; i += 37)
        {
            LabelSet set = LabelSetOf(i);
            UInt128 hash = set.Hash;
            Assert.True(table.TryFind((ulong)hash, (ulong)(hash >> 64), uint.MaxValue, out uint number));
            Assert.Equal((uint)i, number);
            Assert.True(set.Bytes.SequenceEqual(buffer.AsSpan(0, table.CopyLabels(number, buffer))));
        }

        var index = new SeriesIndex(table);
        Assert.Equal(count, index.Select([new SeriesMatcher(Bytes("job"), new LiteralPattern("node"), false)]).Count);
        Assert.Equal(Enumerable.Range(0, count).Where(static i => i % 13 == 5).Select(static i => (uint)i), index.Select([new SeriesMatcher(Bytes("zone"), new LiteralPattern("z5"), false)]));

        static LabelSet LabelSetOf(int i) => LabelSet.Of(("__name__", "up"), ("job", "node"), ("instance", $"host-{i}"), ("zone", $"z{i % 13}"));
    }

    [Fact]
    public void Values_added_after_a_prefix_search_are_found_by_the_next()
    {
        var table = new SeriesTable();
        var index = new SeriesIndex(table);
        var prefix = new SeriesMatcher(Bytes("instance"), new Pattern(static text => text.StartsWith("host-1", StringComparison.Ordinal), default, Bytes("host-1")), false);
        for (int i = 0; i < 300; i++)
        {
            LabelSet set = LabelSet.Of(("__name__", "up"), ("instance", $"host-{i * 7919 % 1000}"));
            UInt128 hash = set.Hash;
            table.Add((ulong)hash, (ulong)(hash >> 64), set.Bytes);
            if (i % 9 == 0)
            {
                int expected = Enumerable.Range(0, i + 1).Count(static n => $"host-{n * 7919 % 1000}".StartsWith("host-1", StringComparison.Ordinal));
                Assert.Equal(expected, index.Select([prefix]).Count);
            }
        }
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class Pattern(Func<string, bool> matches, ImmutableArray<ReadOnlyMemory<byte>> literals, ReadOnlyMemory<byte> prefix, bool everything = false) : IValuePattern
    {
        public ImmutableArray<ReadOnlyMemory<byte>> Literals => literals;

        public ReadOnlyMemory<byte> Prefix => prefix;

        public bool MatchesEverything => everything;

        public bool Matches(ReadOnlySpan<byte> value) => matches(Encoding.UTF8.GetString(value));
    }
}
