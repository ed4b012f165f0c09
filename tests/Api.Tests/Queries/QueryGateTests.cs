using CsCheck;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Queries;

namespace Orleans.Obs.Api.Tests.Queries;

public sealed class QueryGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_runs_so_many_queries_and_the_next_waits_for_one_to_end()
    {
        QueryGate gate = GateOf(process: 100);
        IDisposable first = (await gate.EnterAsync("a", concurrency: 1, queue: 1, Token))!;
        Task<IDisposable?> second = gate.EnterAsync("a", 1, 1, Token).AsTask();
        Assert.False(second.IsCompleted);
        Assert.Null(await gate.EnterAsync("a", 1, 1, Token));
        Assert.NotNull(await gate.EnterAsync("b", 1, 1, Token));

        first.Dispose();
        first.Dispose();
        Assert.NotNull(await second);
        Assert.False(gate.EnterAsync("a", 1, 1, Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Tenants_take_turns_when_the_process_is_full()
    {
        QueryGate gate = GateOf(process: 1);
        IDisposable running = (await gate.EnterAsync("a", 10, 10, Token))!;
        List<string> order = [];
        List<Task> queries = [];
        foreach (string query in new[] { "a1", "a2", "a3", "b1", "b2", "c1" })
        {
            queries.Add(RunAsync(gate.EnterAsync(query[..1], 10, 10, Token).AsTask(), query, order));
        }

        running.Dispose();
        await Task.WhenAll(queries);
        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], order);
    }

    [Fact]
    public async Task Who_gives_up_makes_room()
    {
        QueryGate gate = GateOf(process: 10);
        IDisposable running = (await gate.EnterAsync("a", 1, 1, Token))!;
        using var impatient = new CancellationTokenSource();
        Task<IDisposable?> gone = gate.EnterAsync("a", 1, 1, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        Task<IDisposable?> next = gate.EnterAsync("a", 1, 1, Token).AsTask();
        running.Dispose();
        Assert.NotNull(await next);
    }

    [Fact]
    public Task Who_gets_in_when_is_as_in_a_plain_list() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2]).Array[0, 60]).SampleAsync(async (process, concurrency, steps) =>
        {
            QueryGate gate = GateOf(process);
            var model = new PlainGate(process, concurrency);
            var waiting = new List<(PlainGate.Query Query, Task<IDisposable?> Turn, CancellationTokenSource Patience)>();
            var running = new List<(PlainGate.Query Query, IDisposable Pass)>();
            foreach ((int action, int number) in steps)
            {
                switch (action)
                {
                    case 0:
                        var patience = new CancellationTokenSource();
                        waiting.Add((model.Enter($"t{number}"), gate.EnterAsync($"t{number}", concurrency, 100, patience.Token).AsTask(), patience));
                        break;
                    case 1 when running.Count > 0:
                        (PlainGate.Query ended, IDisposable pass) = running[number % running.Count];
                        running.RemoveAt(number % running.Count);
                        model.Leave(ended);
                        pass.Dispose();
                        break;
                    case 2 when waiting.Count > 0:
                        (PlainGate.Query gone, Task<IDisposable?> turn, CancellationTokenSource impatient) = waiting[number % waiting.Count];
                        waiting.RemoveAt(number % waiting.Count);
                        model.GiveUp(gone);
                        await impatient.CancelAsync();
                        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
                        break;
                }

                foreach ((PlainGate.Query query, Task<IDisposable?> turn, CancellationTokenSource patience) in waiting.ToArray())
                {
                    if (query.Runs)
                    {
                        running.Add((query, (await turn)!));
                        waiting.Remove((query, turn, patience));
                    }
                }

                Assert.DoesNotContain(waiting, query => query.Turn.IsCompleted);
            }
        }, iter: 300);

    private static QueryGate GateOf(int process) => new(Options.Create(new ApiOptions { ProcessQueryConcurrency = process }));

    private static async Task RunAsync(Task<IDisposable?> turn, string query, List<string> order)
    {
        using IDisposable? pass = await turn;
        order.Add(query);
    }

    /// <summary>What the gate does, said plainly: while there is room, the tenant whose turn it is has its oldest query let in, if it may run one more.</summary>
    private sealed class PlainGate(int process, int concurrency)
    {
        private readonly List<Query> _running = [];
        private readonly List<Query> _waiting = [];
        private readonly List<string> _turns = [];

        public Query Enter(string tenant)
        {
            var query = new Query(tenant);
            _waiting.Add(query);
            if (!_turns.Contains(tenant))
            {
                _turns.Add(tenant);
            }

            LetIn();
            return query;
        }

        public void Leave(Query query)
        {
            _running.Remove(query);
            LetIn();
        }

        public void GiveUp(Query query)
        {
            _waiting.Remove(query);
            ForgetThoseWithNone();
        }

        private void LetIn()
        {
            while (_running.Count < process)
            {
                int next = _turns.FindIndex(tenant => _running.Count(query => query.Tenant == tenant) < concurrency);
                if (next < 0)
                {
                    return;
                }

                string served = _turns[next];
                _turns.RemoveAt(next);
                _turns.Add(served);
                Query letIn = _waiting.First(query => query.Tenant == served);
                _waiting.Remove(letIn);
                letIn.Runs = true;
                _running.Add(letIn);
                ForgetThoseWithNone();
            }
        }

        private void ForgetThoseWithNone() => _turns.RemoveAll(tenant => !_waiting.Exists(query => query.Tenant == tenant));

        public sealed class Query(string tenant)
        {
            public string Tenant => tenant;

            public bool Runs { get; set; }
        }
    }
}
