using BenchmarkDotNet.Attributes;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Benchmarks;

/// <summary>Range functions over one series: a day of samples 15 seconds apart, windows a minute apart; per window.</summary>
[MemoryDiagnoser]
public class WindowBenchmarks
{
    private const int Samples = 5_760;
    private const int Steps = 1_440;
    private readonly SampleBuffer _buffer = new();
    private readonly SeriesSamples _series = new();
    private readonly LabelSet _labels = LabelSet.Of(("__name__", "x_total"));
    private RangeStepper? _stepper;
    private ScratchColumn? _column;

    [Params("Rate", "SumOverTime", "AverageOverTime", "MaxOverTime", "QuantileOverTime", "LastOverTime", "Deriv")]
    public string Function { get; set; } = "";

    /// <summary>The range, minutes.</summary>
    [Params(5, 60)]
    public int Range { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        double value = 0;
        for (int i = 0; i < Samples; i++)
        {
            _buffer.Add(i * 15_000L, value = Math.Round(value + (random.NextDouble() * 15), 2));
        }

        var grid = new StepGrid(60_000, 60_000, Steps);
        var timing = new SelectorTiming(grid, null, 0, Range * 60_000L, 300_000, SelectorExtension.None);
        var spec = new WindowSpec(Enum.Parse<WindowKind>(Function), [new StepScalar(0.9)], UsesStartTimestamps: false, UsesTypeLabels: false, default);
        _column = new ScratchColumn(grid);
        _stepper = new RangeStepper(timing, spec.Create(timing.Range, timing.Extension), new Window(_series, new AnnotationSet(), default), new SampleCounter(Steps));
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public void Evaluate()
    {
        _series.Load(_buffer, withStartTimestamps: false);
        _stepper!.Run(_labels, _column!);
    }
}
