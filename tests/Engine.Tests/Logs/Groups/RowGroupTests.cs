using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Tests.Logs.Groups;

public sealed class RowGroupTests
{
    private static readonly Gen<(int Seed, int Rows)> s_groups = Gen.Select(Gen.Int, Gen.OneOf(Gen.Int[1, 20], Gen.Int[1, 600], Gen.Int[3000, 6000]));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_group_shows_the_rows_sorted_by_stream_and_time() => await s_groups.SampleAsync(async group =>
    {
        var model = new GroupModel(group.Seed, group.Rows);
        using ILogRows rows = await model.Stored(level: 3).OpenAsync(LogColumns.All, Stop);
        Assert.Equal(model.Sorted.Select(GroupModel.Text), GroupModel.Show(rows));
    }, iter: 60, threads: 2);

    [Fact]
    public async Task A_growing_group_shows_the_rows_as_they_arrived() => await s_groups.SampleAsync(async group =>
    {
        var model = new GroupModel(group.Seed, group.Rows);
        ILogGroup open = model.Open();
        model.Builder.Add(0, 5, [], "more"u8);
        using ILogRows rows = await open.OpenAsync(LogColumns.All, Stop);
        Assert.Equal(model.Arrived.Select(GroupModel.Text), GroupModel.Show(rows));
    }, iter: 40, threads: 2);

    [Fact]
    public async Task Searching_finds_the_lines_that_contain_the_text_in_both_forms() => await s_groups.SampleAsync(async group =>
    {
        var model = new GroupModel(group.Seed, group.Rows);
        for (int search = 0; search < 30; search++)
        {
            byte[] text = model.Lines.PartOf(model.Arrived[model.Random.Next(model.Arrived.Count)].Line);
            bool ignoreCase = model.Random.Next(3) == 0, negated = model.Random.Next(4) == 0;
            if (ignoreCase && model.Random.Next(2) == 0)
            {
                text = [.. text.Select(static one => one is >= (byte)'a' and <= (byte)'z' ? (byte)(one - 32) : one is >= (byte)'A' and <= (byte)'Z' ? (byte)(one + 32) : one)];
            }

            var needle = new LineNeedle(text, ignoreCase);
            await SearchAsync(model.Stored(), model.Sorted, needle, negated);
            await SearchAsync(model.Open(), model.Arrived, needle, negated);
        }
    }, iter: 25, threads: 2);

    [Fact]
    public async Task Lines_of_one_kind_without_end_become_variables_and_stay_what_they_are()
    {
        var random = new Random(3);
        var model = new GroupModel(3, 1);
        for (int i = 0; i < 3000; i++)
        {
            string name = string.Concat(Enumerable.Range(0, 9).Select(_ => (char)('g' + random.Next(18))));
            byte[] line = Encoding.UTF8.GetBytes($"user {name} logged in from {model.Lines.Word()} at {i}");
            model.Builder.Add(0, i, [], line);
            model.Arrived.Add(new GroupModel.Row(0, i, line, []));
        }

        Assert.InRange(model.Builder.Templates.Count, 2, 200);
        using ILogRows rows = await model.Open().OpenAsync(LogColumns.All, Stop);
        Assert.Equal(model.Arrived.Select(GroupModel.Text), GroupModel.Show(rows));
        await SearchAsync(model.Open(), model.Arrived, new LineNeedle(model.Arrived[77].Line.AsMemory(7, 7)), negated: false);
        await SearchAsync(model.Stored(), [.. model.Arrived.OrderBy(static row => row.Stream).ThenBy(static row => row.Time)], new LineNeedle(model.Arrived[77].Line.AsMemory(7, 7)), negated: false);
    }

    [Fact]
    public async Task A_value_of_metadata_that_is_there_is_never_ruled_out() => await s_groups.SampleAsync(async group =>
    {
        var model = new GroupModel(group.Seed, group.Rows);
        foreach (ILogGroup one in new[] { model.Stored(), model.Open() })
        {
            foreach (GroupModel.Row row in model.Arrived.Take(50))
            {
                foreach ((string name, string value) in row.Metadata)
                {
                    Assert.True(await one.MayContainMetadataAsync(Encoding.UTF8.GetBytes(name), Stop));
                    Assert.True(await one.MayContainMetadataAsync(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value), Stop));
                }
            }

            Assert.False(await one.MayContainMetadataAsync("absent"u8.ToArray(), Stop));
        }
    }, iter: 20, threads: 2);

    [Fact]
    public async Task Only_what_was_asked_for_is_read_and_more_can_be_loaded()
    {
        var model = new GroupModel(12, 4000);
        ILogGroup group = model.Stored();
        using ILogRows rows = await group.OpenAsync(LogColumns.None, Stop);
        Assert.Equal(model.Sorted.Select(static row => row.Time), rows.Timestamps.ToArray());
        Assert.Throws<InvalidOperationException>(() => rows.Metadata("trace_id"u8));
        await rows.LoadAsync(new LogColumns { Metadata = ["trace_id"u8.ToArray()] }, Stop);
        Assert.Contains(Enumerable.Range(0, rows.Count), rows.Metadata("trace_id"u8).Has);
        Assert.Throws<InvalidOperationException>(() => rows.ReadLines(rows.SelectedRows(), new LineBuffer()));
    }

    private static async Task SearchAsync(ILogGroup group, List<GroupModel.Row> expected, LineNeedle needle, bool negated)
    {
        bool[] contains = [.. expected.Select(row => Contains(row.Line, needle))];
        if (contains.Contains(true))
        {
            Assert.True(await group.MayContainAsync(needle, Stop));
        }

        using ILogRows rows = await group.OpenAsync(new LogColumns { Needles = [needle] }, Stop);
        var found = new RowSet(rows.Count);
        found.Fill();
        rows.Match(needle, found, negated);
        Assert.Equal(contains.Select(one => one != negated), Enumerable.Range(0, rows.Count).Select(row => found[row]));

        await rows.LoadAsync(LogColumns.LinesOnly, Stop);
        var lines = new LineBuffer();
        rows.ReadLines(found, lines);
        int at = 0;
        foreach (int row in found)
        {
            Assert.Equal(expected[row].Line, lines[at].ToArray());
            Assert.Equal(row, lines.Rows[at++]);
        }

        Assert.Equal(at, lines.Count);
    }

    private static bool Contains(byte[] line, LineNeedle needle)
    {
        ReadOnlySpan<byte> text = needle.Text.Span;
        return needle.IgnoreCase ? Lower(line).AsSpan().IndexOf(Lower(text.ToArray())) >= 0 : line.AsSpan().IndexOf(text) >= 0;

        static byte[] Lower(byte[] bytes) => [.. bytes.Select(static one => one is >= (byte)'A' and <= (byte)'Z' ? (byte)(one + 32) : one)];
    }
}
