using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>The binary form of stages: a number for the kind, then what it needs.</summary>
internal static class StageCodec
{
    private enum Kind : byte
    {
        Math = 1,
        Clamp = 2,
        Round = 3,
        Date = 4,
        Time = 5,
        Negate = 6,
        Histogram = 7,
        ScalarOperation = 8,
    }

    public static void Write(WireWriter writer, ColumnStage stage)
    {
        switch (stage)
        {
            case MathStage math:
                writer.Byte((byte)Kind.Math);
                writer.Byte((byte)math.Function);
                break;
            case ClampStage clamp:
                writer.Byte((byte)Kind.Clamp);
                writer.Scalar(clamp.Min);
                writer.Scalar(clamp.Max);
                break;
            case RoundStage round:
                writer.Byte((byte)Kind.Round);
                writer.Scalar(round.ToNearest);
                break;
            case DateStage date:
                writer.Byte((byte)Kind.Date);
                writer.Byte((byte)date.Part);
                break;
            case TimeStage:
                writer.Byte((byte)Kind.Time);
                break;
            case NegateStage:
                writer.Byte((byte)Kind.Negate);
                break;
            case HistogramStage histogram:
                writer.Byte((byte)Kind.Histogram);
                writer.Byte((byte)histogram.Measure);
                break;
            case ScalarOperationStage operation:
                writer.Byte((byte)Kind.ScalarOperation);
                writer.Byte((byte)operation.Operator);
                writer.Scalar(operation.Scalar);
                writer.Flag(operation.ScalarIsLeft);
                writer.Flag(operation.ReturnBool);
                writer.Site(operation.Site);
                break;
            default:
                throw new ArgumentException($"{stage.GetType().Name} has no binary form.", nameof(stage));
        }
    }

    public static ColumnStage Read(ref WireReader reader) => (Kind)reader.Byte() switch
    {
        Kind.Math => new MathStage((MathFunction)reader.Byte()),
        Kind.Clamp => new ClampStage(reader.Scalar(), reader.Scalar()),
        Kind.Round => new RoundStage(reader.Scalar()),
        Kind.Date => new DateStage((DatePart)reader.Byte()),
        Kind.Time => new TimeStage(),
        Kind.Negate => new NegateStage(),
        Kind.Histogram => new HistogramStage((HistogramMeasure)reader.Byte()),
        Kind.ScalarOperation => new ScalarOperationStage((BinaryOperator)reader.Byte(), reader.Scalar(), reader.Flag(), reader.Flag(), reader.Site()),
        _ => throw QueryErrors.Malformed(),
    };
}
