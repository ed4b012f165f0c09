namespace Orleans.Obs.Load.Comparison;

/// <summary>A server that takes part: how to start it on a port with a folder, where it takes writes and queries, and how to make it put everything on disk.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Program">The executable.</param>
/// <param name="Arguments">Its arguments for a port and an empty data folder.</param>
/// <param name="WritePath">Where remote write goes.</param>
/// <param name="ReadyPath">Answers 200 when the server is ready.</param>
/// <param name="FlushPath">A path that makes it flush its memory (method, path); null where it has none.</param>
internal sealed record Contender(
    string Name, string Program, Func<int, string, string[]> Arguments, string WritePath, string ReadyPath, (HttpMethod Method, string Path)? FlushPath)
{
    public static Contender Ours(string program) => new(
        "Orleans.Obs", program,
        (port, folder) =>
        [
            $"--Obs:Http:Port={port}", $"--Obs:Storage:Path={folder}", $"--Obs:Cluster:SiloPort={port + 1}", $"--Obs:Cluster:GatewayPort={port + 2}",
            $"--Obs:Otlp:GrpcPort={port + 3}", $"--Obs:Otlp:HttpPort={port + 4}", "--Obs:Http:AdminApi=true",
        ],
        "api/v1/write", "-/ready", (HttpMethod.Post, "api/v1/admin/tsdb/snapshot"));

    public static Contender Prometheus(string program, string emptyConfiguration) => new(
        "Prometheus", program,
        (port, folder) =>
        [
            $"--config.file={emptyConfiguration}", $"--storage.tsdb.path={folder}", $"--web.listen-address=127.0.0.1:{port}", "--web.enable-remote-write-receiver", "--log.level=error",
        ],
        "api/v1/write", "-/ready", null);

    public static Contender VictoriaMetrics(string program) => new(
        "VictoriaMetrics", program,
        (port, folder) => [$"-storageDataPath={folder}", $"-httpListenAddr=127.0.0.1:{port}", "-loggerLevel=ERROR", "-retentionPeriod=1y", "-search.latencyOffset=0s"],
        "api/v1/write", "health", (HttpMethod.Get, "internal/force_flush"));
}
