using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteRead;
using Orleans.Obs.Protocols.RemoteWrite;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Fuzz;

/// <summary>Everything in the program that reads bytes which somebody else wrote.</summary>
internal static class FuzzTargets
{
    private static readonly MetricsShardOptions s_shardOptions = new() { Compaction = new MetricsCompactionOptions { Regex = static _ => throw new NotSupportedException() } };

    private static readonly string[] Queries =
    [
        "up", "sum by (job, instance) (rate(http_requests_total{status=~\"5..\", job!=\"a\"}[5m] offset 1h))", "topk(3, avg_over_time(m[1h:5m] @ end()))", "-2 ^ 3 % (4 - Inf) == bool 0x1f",
        "histogram_quantile(0.9, sum(rate(h[5m])) without (le)) > on (a) group_left (b) c", "label_replace({\"a.b\", c='\\u00e9'}, \"x\", \"$1\", \"y\", `(.*)`) or absent(z)",
        "quantile_over_time(0.5, m[1d2h3m4s5ms]) unless ignoring (q) count_values(\"v\", w)", "stddev(m) / on () group_right stdvar(n)", "max_over_time(deriv(m[10m])[2h:]) and info(up)",
    ];

    private static readonly string[] Patterns = ["a.*b|[^c-e]{2,5}", "(?i:foo|bar)+?x*", "^(?P<n>\\d+|\\pL|\\x{1F600})$", "[[:alpha:]_][\\w.-]*", "(a|b|c|d)(e|f)?\\Q.*\\E"];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        RemoteWrite1(), RemoteWrite2(), RemoteRead(), SnappyBlocks(), OtlpProtobuf(), OtlpJsonText(), Chunks(), Histograms(), LogSegments(), LogRecords(), Blocks(), Manifests(), PromQL(), Regexes(), Plans(),
    ];

    private static FuzzTarget RemoteWrite1()
    {
        var decoder = new RemoteWrite1Decoder();
        var batches = new SlotBatches(4);
        return new FuzzTarget("remote write 1", [Message(1), Message(3), Message(20)], bytes => Decode(batches, () => decoder.Decode(bytes, batches)), IsMalformed);

        static byte[] Message(int series) => Proto.Of([.. Enumerable.Range(0, series).Select(static i => Proto.Bytes(1, Proto.Of(
            Proto.Bytes(1, Proto.Of(Proto.Text(1, "__name__"), Proto.Text(2, $"metric_{i}"))),
            Proto.Bytes(1, Proto.Of(Proto.Text(1, "job"), Proto.Text(2, "é"))),
            Proto.Bytes(2, Proto.Of(Proto.Double(1, i), Proto.Varint(2, 1_700_000_000_000 + i))),
            Proto.Bytes(3, Proto.Of(Proto.Bytes(1, Proto.Of(Proto.Text(1, "trace_id"), Proto.Text(2, "abc"))), Proto.Double(2, 1), Proto.Varint(3, 1_700_000_000_000))),
            i % 2 == 0 ? [] : Proto.Bytes(4, Histogram())))), Proto.Bytes(3, Proto.Of(Proto.Varint(1, 1), Proto.Text(2, "metric_0"), Proto.Text(4, "help"), Proto.Text(5, "s")))]);
    }

    private static FuzzTarget RemoteWrite2()
    {
        var decoder = new RemoteWrite2Decoder();
        var batches = new SlotBatches(4);
        byte[] series = Proto.Of(
            Proto.Bytes(1, [1, 2, 3, 4]), Proto.Bytes(2, Proto.Of(Proto.Double(1, 3), Proto.Varint(2, 1_700_000_000_000), Proto.Varint(3, 1_600_000_000_000))), Proto.Bytes(3, Histogram()),
            Proto.Bytes(4, Proto.Of(Proto.Bytes(1, [3, 4]), Proto.Double(2, 1), Proto.Varint(3, 1_700_000_000_000))), Proto.Bytes(5, Proto.Of(Proto.Varint(1, 2), Proto.Varint(3, 4), Proto.Varint(4, 0))));
        byte[] request = Proto.Of([.. ((string[])["", "__name__", "up", "job", "node"]).Select(static symbol => Proto.Text(4, symbol)), Proto.Bytes(5, series), Proto.Bytes(5, series)]);
        return new FuzzTarget("remote write 2", [request], bytes => Decode(batches, () => decoder.Decode(bytes, batches)), IsMalformed);
    }

    private static FuzzTarget RemoteRead()
    {
        byte[] query = Proto.Of(
            Proto.Varint(1, 1_600_000_000_000), Proto.Varint(2, 1_700_000_000_000), Proto.Bytes(3, Proto.Of(Proto.Varint(1, 2), Proto.Text(2, "job"), Proto.Text(3, "a.*"))),
            Proto.Bytes(4, Proto.Of(Proto.Varint(1, 1000), Proto.Text(2, "rate"), Proto.Text(5, "job"), Proto.Varint(6, 1))));
        return new FuzzTarget("remote read", [Proto.Of(Proto.Bytes(1, query), Proto.Bytes(1, query), Proto.Varint(2, 1))], static bytes => ReadRequest.Decode(bytes), IsMalformed);
    }

    private static FuzzTarget SnappyBlocks() => new(
        "snappy block",
        [SnappyBlock.Encode(Encoding.UTF8.GetBytes(string.Join(',', Queries))), SnappyBlock.Encode(new byte[5000]), SnappyBlock.Encode([])],
        static bytes => ArrayPool<byte>.Shared.Return(SnappyBlock.Decode(bytes, 1 << 20).Array!),
        IsMalformed);

    private static FuzzTarget OtlpProtobuf()
    {
        OtlpMetricsDecoder[] decoders =
        [
            new(new OtlpMetricsOptions()),
            new(new OtlpMetricsOptions
            {
                Translation = TranslationStrategy.NoUTF8EscapingWithSuffixes, PromoteAllResourceAttributes = true, PromoteScopeMetadata = true, ConvertHistogramsToNhcb = true,
                AddTypeAndUnitLabels = true,
            }),
        ];
        var batches = new SlotBatches(4);
        return new FuzzTarget(
            "OTLP protobuf",
            [Otlp(temporality: 2), Otlp(temporality: 1)],
            bytes =>
            {
                foreach (OtlpMetricsDecoder decoder in decoders)
                {
                    Decode(batches, () => decoder.Decode(bytes, batches));
                    Store(batches);
                }
            },
            IsMalformed);
    }

    private static FuzzTarget OtlpJsonText()
    {
        const string json = """
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeMetrics":[{"metrics":[{"name":"a.b","unit":"s","sum":
            {"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"asDouble":1.5,"timeUnixNano":"1700000000000000000","attributes":[{"key":"k","value":{"arrayValue":{"values":[{"intValue":"1"}]}}}]}]}}]}]}]}
            """;
        var decoder = new OtlpMetricsDecoder(new OtlpMetricsOptions());
        var batches = new SlotBatches(4);
        return new FuzzTarget(
            "OTLP JSON",
            [Encoding.UTF8.GetBytes(json)],
            bytes =>
            {
                var message = new ProtoWriter();
                OtlpJson.MetricsToProtobuf(bytes, message, 1 << 20);
                Decode(batches, () => decoder.Decode(message.Written, batches));
            },
            IsMalformed);
    }

    /// <summary>One byte of encoding, two of count, eight of each time, then the chunk.</summary>
    private static FuzzTarget Chunks()
    {
        var random = new Random(1);
        var corpus = new List<byte[]>();
        for (int kind = 0; kind < 6; kind++)
        {
            var samples = new SampleBuffer();
            for (int i = 0; i < 50; i++)
            {
                long time = 1_700_000_000_000 + (i * 15_000) + (kind == 3 ? random.Next(5000) : 0), start = kind == 4 ? 1_600_000_000_000 : 0;
                if (kind == 5)
                {
                    samples.Add(time, Histogram(i));
                }
                else
                {
                    samples.Add(time, kind switch { 0 => i, 1 => Math.Round(random.NextDouble() * 100, 2), 2 => random.NextDouble(), _ => i % 9 == 8 ? SampleValue.Stale : i / 4.0 }, start);
                }
            }

            var chunks = new List<Chunk>();
            new ChunkEncoder().Encode(samples, chunks);
            corpus.AddRange(chunks.Select(static chunk => (byte[])
                [(byte)chunk.Encoding, (byte)chunk.Count, (byte)(chunk.Count >> 8), .. BitConverter.GetBytes(chunk.MinTime), .. BitConverter.GetBytes(chunk.MaxTime), .. chunk.Bytes.Span]));
        }

        var buffer = new SampleBuffer();
        return new FuzzTarget(
            "chunk",
            [.. corpus],
            bytes =>
            {
                if (bytes.Length < 19)
                {
                    throw new CorruptChunkException("too short for this test");
                }

                buffer.Clear();
                var chunk = new Chunk(
                    (ChunkEncoding)bytes[0], BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(1)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(3)),
                    BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(11)), bytes.AsMemory(19));
                ChunkDecoder.Decode(chunk, long.MinValue, long.MaxValue, buffer);
            },
            static failure => failure is CorruptChunkException);
    }

    private static FuzzTarget Histograms() => new(
        "histogram",
        [.. Enumerable.Range(0, 5).Select(static i => Binary(Histogram(i * 7)))],
        static bytes => NativeHistogram.Read(bytes).Validate(out _),
        static failure => failure is InvalidDataException);

    /// <summary>The frames of one batch, put into a segment with right checksums, so that they reach the parser; every fourth input is a whole segment as it is.</summary>
    private static FuzzTarget LogSegments()
    {
        var shard = new ShardKey("acme", Signal.Metrics, 3);
        byte[] frames = new byte[LogFormat.DefinitionSize(shard) + LogFormat.RecordHeaderSize + 40];
        LogFormat.WriteDefinition(frames, 0, shard);
        LogFormat.WriteRecord(frames.AsSpan(LogFormat.DefinitionSize(shard)), 0, 1, 1, new byte[40]);
        return new FuzzTarget(
            "log segment",
            [frames, [.. frames, .. frames], Segment(frames)],
            bytes =>
            {
                var store = new MemoryBlobStore();
                byte[] content = bytes.Length % 4 == 0 ? bytes : Segment(bytes);
                store.PutIfAbsentAsync(LogFormat.NameOf("log", 0), content, default).AsTask().GetAwaiter().GetResult();
                using LogSegment segment = LogSegment.LoadAsync(store, "log", 0).GetAwaiter().GetResult();
                foreach (int record in segment.RecordsOf(shard))
                {
                    LogFormat.ReadRecord(segment.Bytes, record);
                }
            },
            static failure => failure is CorruptBlockException);

        static byte[] Segment(byte[] frames)
        {
            byte[] header = LogFormat.SegmentHeader("log", 0), batch = [.. new byte[LogFormat.BatchHeaderSize], .. frames];
            LogFormat.WriteBatchHeader(batch, header.Length, LogFormat.SaltOf(header));
            return [.. header, .. batch];
        }
    }

    private static FuzzTarget LogRecords()
    {
        var content = new ShardContent(16);
        var writer = new ShardRecordWriter();
        writer.Clear();
        LabelSet labels = LabelSet.Of(("__name__", "up"), ("job", "node"));
        uint series = content.Head.Table.Add((ulong)labels.Hash, (ulong)(labels.Hash >> 64), labels.Bytes);
        writer.Define(series, content.Head.Table);
        for (int i = 0; i < 10; i++)
        {
            writer.Add(series, 1_700_000_000_000 + (i * 15_000), BitConverter.DoubleToInt64Bits(i / 4.0), i % 3 == 0 ? 1_600_000_000_000 : 0, 0);
        }

        writer.Add(series, 1_700_001_000_000, Histogram(3), 0);
        writer.AddLate(series, 1_700_000_000_500, 0, total: 7, delta: 2);
        writer.AddLate(series, 1_700_000_999_000, 0, Histogram(3), Histogram(1));
        writer.AddExemplar(labels.Bytes, 1_700_000_000_000, 1, labels.Bytes);
        return new FuzzTarget(
            "log record",
            [writer.Written.ToArray()],
            static bytes => new RecordApplier(new ShardContent(16)).Apply(bytes),
            static failure => failure is InvalidDataException);
    }

    private static FuzzTarget Blocks()
    {
        var content = new ShardContent(16);
        for (int i = 0; i < 20; i++)
        {
            LabelSet labels = LabelSet.Of(("__name__", $"metric_{i % 3}"), ("instance", $"host-{i}"));
            uint series = content.Head.Table.Add((ulong)labels.Hash, (ulong)(labels.Hash >> 64), labels.Bytes);
            for (int n = 0; n < 10; n++)
            {
                content.Head.Append(series, 1_700_000_000_000 + (n * 15_000), BitConverter.DoubleToInt64Bits(n * i / 4.0), 0);
            }
        }

        var cut = new PendingCut(content.Head.Freeze(long.MinValue, 1), 1, 1, new LogPosition(0, 0), default, default);
        byte[] block = FrozenBlock.Write(cut, cut.Head.SelectAll(), 1)!.Content.ToArray();
        return new FuzzTarget(
            "block",
            [block],
            static bytes =>
            {
                var store = new MemoryBlobStore();
                store.PutIfAbsentAsync("b", bytes, default).AsTask().GetAwaiter().GetResult();
                var reference = new BlockRef { Name = "b", Length = bytes.Length, MinTime = long.MinValue, MaxTime = long.MaxValue, Level = 0, Sequence = 1, Series = 20, Samples = 200 };
                var blocks = new BlockSet(store, new PageCache(1 << 20), TimeProvider.System, [reference]);
                using var selection = new SeriesMerge(blocks.SelectAsync([], 0, long.MaxValue, default).AsTask().GetAwaiter().GetResult(), [], 0, long.MaxValue);
                selection.PrepareAsync(0, selection.Count, default).AsTask().GetAwaiter().GetResult();
                var samples = new SampleBuffer();
                for (int i = 0; i < selection.Count; i++)
                {
                    selection.LabelsOf(i);
                    selection.Read(i, 0, long.MaxValue, samples);
                }
            },
            static failure => failure is CorruptBlockException);
    }

    private static FuzzTarget Manifests()
    {
        var manifest = new ShardManifest
        {
            Epoch = 3, Owner = "log", Log = [new LogRange("old", 2, new LogPosition(1, 2), new LogPosition(3, 4)), new LogRange("log", 3, new LogPosition(0, 0), null)],
            Blocks = [new ManifestBlock("b", 1, 2, 0, 100, 3, 4, 5, 6, 7)], Tombstones = [new ManifestTombstone("job=\"a\"", 1, 2, 3, 4)],
        };
        return new FuzzTarget("manifest", [manifest.ToJson()], static bytes => ShardManifest.FromJson("manifest", bytes), static failure => failure is CorruptBlockException);
    }

    private static FuzzTarget PromQL() => new(
        "PromQL",
        [.. Queries.Select(Encoding.UTF8.GetBytes)],
        static bytes => PromQLPrinter.Print(PromQLParser.Parse(Encoding.UTF8.GetString(bytes), PromQLFeatures.All)),
        static failure => failure is PromQLSyntaxException);

    private static FuzzTarget Regexes() => new(
        "regular expression",
        [.. Patterns.Select(Encoding.UTF8.GetBytes)],
        static bytes => RegexPattern.Compile(Encoding.UTF8.GetString(bytes)).Matches("abcdefoobarx_9"u8),
        static failure => failure is RegexSyntaxException);

    private static FuzzTarget Plans()
    {
        var recorder = new PlanRecorder();
        foreach (string query in Queries)
        {
            new PromQLEngine(new PromQLEngineOptions { Features = PromQLFeatures.All })
                .ExecuteAsync(new QueryRequest(query, 1_700_000_000_000, 1_700_003_600_000, 60_000), recorder, default).GetAwaiter().GetResult();
        }

        return new FuzzTarget("plan", [.. recorder.Plans], static bytes => ShardPlanCodec.Decode(bytes), static failure => failure is QueryException { Kind: QueryErrorKind.Internal });
    }

    private static bool IsMalformed(Exception failure) => failure is MalformedMessageException;

    private static void Decode(SlotBatches batches, Action decode)
    {
        batches.Clear();
        decode();
        for (int slot = 0; slot < batches.Slots; slot++)
        {
            if (!BatchLayout.IsSound(batches.BatchOf(slot).Span))
            {
                throw new InvalidOperationException("a decoder wrote a batch that no shard accepts");
            }
        }
    }

    /// <summary>Whatever a decoder makes of outside bytes, a shard takes or refuses it, and what it logs can be replayed.</summary>
    private static void Store(SlotBatches batches)
    {
        ShardContent content = new(16), replayed = new(16);
        var record = new ShardRecordWriter();
        uint previous = uint.MaxValue;
        for (int slot = 0; slot < batches.Slots; slot++)
        {
            record.Clear();
            new BatchApplier(content, record, s_shardOptions, 1_700_000_100_000).Apply(batches.BatchOf(slot).Span, ref previous);
            if (!record.Written.IsEmpty)
            {
                new RecordApplier(replayed).Apply(record.Written);
            }
        }

        if (replayed.Head.Samples != content.Head.Samples)
        {
            throw new InvalidOperationException("the log does not have what the head has");
        }
    }

    private static byte[] Histogram() => Proto.Of(
        Proto.Varint(1, 6), Proto.Double(3, 18.4), Proto.Varint(4, 2), Proto.Double(5, 1e-9), Proto.Varint(6, 1), Proto.Bytes(11, Proto.Of(Proto.Varint(1, 0), Proto.Varint(2, 2))),
        Proto.Bytes(12, [2, 4]), Proto.Varint(15, 1_700_000_000_000));

    private static NativeHistogram Histogram(int count) => new()
    {
        IsInteger = true, Schema = 3, ZeroThreshold = 1e-9, Count = (3 * count) + 1, Sum = count / 3.0, ZeroCount = 1, PositiveSpans = [new BucketSpan(-2, 2), new BucketSpan(1, 1)],
        PositiveBuckets = [count, 0, count * 2],
    };

    private static byte[] Binary(NativeHistogram histogram)
    {
        byte[] bytes = new byte[histogram.BinarySize];
        histogram.WriteTo(bytes);
        return bytes;
    }

    private static byte[] Otlp(int temporality)
    {
        byte[] attribute = Proto.Of(Proto.Text(1, "service.name"), Proto.Bytes(2, Proto.Text(1, "shop")));
        byte[] number = Proto.Of(Proto.Bytes(7, attribute), Proto.Fixed(2, 1_600_000_000_000_000_000), Proto.Fixed(3, 1_700_000_000_000_000_000), Proto.Double(4, 1.5));
        byte[] exponential = Proto.Of(
            Proto.Fixed(3, 1_700_000_000_000_000_000), Proto.Fixed(4, 6), Proto.Double(5, 12), Proto.Varint(6, 4), Proto.Fixed(7, 1), Proto.Bytes(8, Proto.Of(Proto.Varint(1, 4), Proto.Bytes(2, [2, 3]))));
        byte[] classic = Proto.Of(
            Proto.Fixed(3, 1_700_000_000_000_000_000), Proto.Fixed(4, 6), Proto.Double(5, 12), Proto.Bytes(6, new byte[16]), Proto.Bytes(7, BitConverter.GetBytes(0.5)));
        byte[] Metric(int kind, byte[] point) => Proto.Bytes(2, Proto.Of(
            Proto.Text(1, "http.server.duration"), Proto.Text(2, "help"), Proto.Text(3, "ms"), Proto.Bytes(kind, Proto.Of(Proto.Bytes(1, point), Proto.Varint(2, temporality), Proto.Varint(3, 1)))));
        byte[] scope = Proto.Of(Metric(5, number), Metric(7, number), Metric(10, exponential), Metric(9, classic));
        return Proto.Bytes(1, Proto.Of(Proto.Bytes(1, Proto.Bytes(1, attribute)), Proto.Bytes(2, scope)));
    }
}
