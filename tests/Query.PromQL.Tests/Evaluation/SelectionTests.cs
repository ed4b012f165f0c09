namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class SelectionTests
{
    private readonly QueryBench _bench = new QueryBench().Load("up{job='a'}", "1 2 _ 4 stale 6").Load("up{job='b'}", "_ 20 30");

    [Theory]
    [InlineData("up", 60, "{__name__=\"up\", job=\"a\"} 2@60\n{__name__=\"up\", job=\"b\"} 20@60")]
    [InlineData("up{job='a'}", 179.999, "{__name__=\"up\", job=\"a\"} 2@179.999")]
    [InlineData("up{job='a'}", 240, "")]
    [InlineData("up{job='a'}", 300, "{__name__=\"up\", job=\"a\"} 6@300")]
    public async Task An_instant_selector_takes_the_newest_sample_unless_the_series_has_ended(string query, double time, string expected) =>
        Assert.Equal(expected, await _bench.AnswerAsync(query, time));

    [Theory]
    [InlineData(419.999, "{__name__=\"up\", job=\"b\"} 30@419.999")]
    [InlineData(420, "")]
    public async Task A_sample_exactly_as_old_as_the_lookback_is_too_old(double time, string expected) => Assert.Equal(expected, await _bench.AnswerAsync("up{job='b'}", time));

    [Theory]
    [InlineData("count_over_time(up{job='a'}[1m])", 60, "{job=\"a\"} 1@60")]
    [InlineData("count_over_time(up{job='a'}[61s])", 60, "{job=\"a\"} 2@60")]
    [InlineData("count_over_time(up{job='a'}[10m])", 300, "{job=\"a\"} 4@300")]
    public async Task A_range_is_open_on_the_left_and_has_no_stale_markers(string query, double time, string expected) => Assert.Equal(expected, await _bench.AnswerAsync(query, time));

    [Theory]
    [InlineData("up{job='a'} offset 1m", 120, "{__name__=\"up\", job=\"a\"} 2@120")]
    [InlineData("up{job='a'} offset -1m", 0, "{__name__=\"up\", job=\"a\"} 2@0")]
    [InlineData("up{job='a'} @ 180", 0, "{__name__=\"up\", job=\"a\"} 4@0")]
    [InlineData("up{job='a'} @ 180 offset 2m", 9000, "{__name__=\"up\", job=\"a\"} 2@9000")]
    [InlineData("up{job='a'} offset 2m @ end()", 180, "{__name__=\"up\", job=\"a\"} 2@180")]
    public async Task Offsets_and_pins_move_the_time_of_the_data(string query, double time, string expected) => Assert.Equal(expected, await _bench.AnswerAsync(query, time));

    [Fact]
    public async Task A_pinned_selector_is_the_same_at_every_step() =>
        Assert.Equal("{__name__=\"up\", job=\"b\"} 20@0 20@60 20@120", await _bench.AnswerAsync("up{job='b'} @ 60", 0, 120, 60));

    [Fact]
    public async Task A_range_query_has_a_point_where_a_series_is_alive() =>
        Assert.Equal("{__name__=\"up\", job=\"a\"} 1@0 2@60 2@120 4@180 6@300", await _bench.AnswerAsync("up{job='a'}", 0, 300, 60));

    [Theory]
    [InlineData("up{job='b'}[2m]", 120, "{__name__=\"up\", job=\"b\"} 20@60 30@120")]
    [InlineData("up{job='b'}[4m:1m]", 180, "{__name__=\"up\", job=\"b\"} 20@60 30@120 30@180")]
    [InlineData("up{job='a'}[90s:50s]", 110, "{__name__=\"up\", job=\"a\"} 1@50 2@100")]
    public async Task A_range_by_itself_keeps_its_own_times_and_a_subquery_those_of_its_grid(string query, double time, string expected) =>
        Assert.Equal(expected, await _bench.AnswerAsync(query, time));

    [Fact]
    public async Task Subquery_grids_are_aligned_to_their_step_before_the_epoch_too()
    {
        Assert.Equal("{} 3@-30", await _bench.AnswerAsync("count_over_time(vector(1)[3m:1m])", -30));
        Assert.Equal("{} -60@-30", await _bench.AnswerAsync("last_over_time(vector(time())[3m:1m])", -30));
    }

    [Fact]
    public async Task Matchers_that_accept_nothing_also_select_series_without_the_label() =>
        Assert.Equal(2, (await _bench.InstantAsync("up{nope=''}", 60)).Series.Count);
}
