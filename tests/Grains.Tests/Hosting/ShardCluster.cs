using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.TestingHost;

namespace Orleans.Obs.Grains.Tests.Hosting;

/// <summary>Real silos in this process over one store in memory, and the few calls that tests make.</summary>
internal sealed class ShardCluster : IAsyncDisposable
{
    public const string Tenant = "t";
    private static readonly long Start = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();

    private readonly InProcessTestCluster _cluster;

    private ShardCluster(InProcessTestCluster cluster, GatedBlobStore store) => (_cluster, Store) = (cluster, store);

    public GatedBlobStore Store { get; }

    public InProcessTestCluster Silos => _cluster;

    public static Task<ShardCluster> StartAsync(GrainSettings? settings = null, short silos = 1) => StartAsync(new GatedBlobStore(), settings, silos);

    public static async Task<ShardCluster> StartAsync(GatedBlobStore store, GrainSettings? settings = null, short silos = 1)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddMetrics();
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton(settings ?? new GrainSettings { MetricsSlots = 4, DefaultLimits = new() { ActiveSeries = 1000, LabelsPerSeries = 10 } });
            silo.AddObsGrains(store);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new ShardCluster(cluster, store);
    }

    public IMetricsShardGrain Shard(int slot) => _cluster.Client.GetGrain<IMetricsShardGrain>(new ShardGrainKey(Tenant, slot).ToString());

    public T Service<T>(int silo = 0)
        where T : notnull => _cluster.GetSiloServiceProvider(_cluster.Silos[silo].SiloAddress).GetRequiredService<T>();

    /// <summary>The n-th sample of a series, whose value is n.</summary>
    public static MetricsAppend Sample(string metric, int n, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        LabelSet set = LabelSet.Of([("__name__", metric), .. labels]);
        using var writer = new MetricsBatchWriter();
        writer.BeginSeries(set.Hash, set.Bytes);
        writer.AddSample(TimeOf(n), n);
        return new MetricsAppend(writer.Written.ToArray());
    }

    /// <summary>A batch of samples of one series that do not compress.</summary>
    public static MetricsAppend Noise(string metric, int samples)
    {
        var random = new Random(1);
        LabelSet set = LabelSet.Of(("__name__", metric));
        using var writer = new MetricsBatchWriter();
        writer.BeginSeries(set.Hash, set.Bytes);
        for (int n = 0; n < samples; n++)
        {
            writer.AddSample(Start + n, BitConverter.Int64BitsToDouble(random.NextInt64(0x3FF0_0000_0000_0000, 0x4010_0000_0000_0000)));
        }

        return new MetricsAppend(writer.Written.ToArray());
    }

    public static long TimeOf(int n) => Start + (n * 1000L);

    /// <summary>Sends until the shard takes it, as remote write senders do.</summary>
    public static async Task<MetricsAppendReply> AppendUntilTakenAsync(IMetricsShardGrain shard, MetricsAppend batch)
    {
        while (true)
        {
            MetricsAppendReply reply = await shard.AppendAsync(batch);
            if (reply.Status is not (ReplyStatus.Unavailable or ReplyStatus.Overloaded or ReplyStatus.Moved))
            {
                return reply;
            }

            await Task.Delay(10);
        }
    }

    /// <summary>The value of an expression over one shard at the time of the n-th sample; null when it has none. Asks the grain, and reads in the silo where it is.</summary>
    public async Task<double?> ValueAsync(int slot, string expression, int n)
    {
        double? asked = await ValueAsync(new OneShard(Shard(slot), null), expression, n);
        ISeriesSource here = Enumerable.Range(0, _cluster.Silos.Count).Select(silo => Service<ILocalMetrics>(silo).Find(Tenant, slot)).OfType<ISeriesSource>().Single();
        Assert.Equal(asked, await ValueAsync(new OneShard(Shard(slot), here), expression, n));
        return asked;
    }

    private static async Task<double?> ValueAsync(OneShard shard, string expression, int n)
    {
        var engine = new PromQLEngine(new PromQLEngineOptions());
        QueryResult result = await engine.ExecuteAsync(new QueryRequest(expression, TimeOf(n), TimeOf(n), 0), shard, TestContext.Current.CancellationToken);
        return result.Series.Count == 0 ? null : Assert.Single(result.Series).Values.Span[0];
    }

    public async Task<ShardManifest> ManifestAsync(int slot)
    {
        string name = ShardManifest.NameOf(new ShardKey(Tenant, Signal.Metrics, slot));
        byte[] json = new byte[64 << 10];
        BlobRead read = await Store.ReadAsync(name, 0, json, TestContext.Current.CancellationToken) ?? throw new FileNotFoundException(name);
        return ShardManifest.FromJson(name, json.AsSpan(0, read.Count));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private sealed class OneShard(IMetricsShardGrain shard, ISeriesSource? here) : IMetricsShards
    {
        public int Count => 1;

        public ISeriesSource? InProcess(int slot) => here;

        public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int slot, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
        {
            PlanReply reply = await shard.ExecuteAsync(new PlanRequest(plan), cancellationToken);
            Assert.Equal((ReplyStatus.Ok, ""), (reply.Status, reply.Message));
            return reply.Answer;
        }
    }
}
