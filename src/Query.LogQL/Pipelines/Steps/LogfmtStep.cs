using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>logfmt</c>: all pairs of a line.</summary>
internal sealed class LogfmtStep(bool strict, bool keepEmpty, NameTable names, ParserHints hints) : PipelineStep
{
    private readonly KeyPaths _keys = new(names, hints);
    private byte[] _scratch = new byte[1024];

    public override bool Process(ref PipelineRow row)
    {
        RowLabels labels = row.Labels;
        if (hints.IsNothing || labels.HasAllRequired)
        {
            return true;
        }

        var reader = new LogfmtReader(row.Line);
        while (!reader.AtEnd)
        {
            if (!reader.Read() || !TryValue(ref reader, out ReadOnlySpan<byte> value))
            {
                if (strict)
                {
                    break;
                }

                continue;
            }

            int label = _keys.LabelOf(_keys.Find(KeyPaths.Root, reader.Key));
            if (label < 0 || (value.IsEmpty && !keepEmpty))
            {
                continue;
            }

            int target = labels.Target(label);
            if (labels.Wants(target) && !labels.Take(target, value))
            {
                return false;
            }

            if (labels.HasAllRequired)
            {
                break;
            }
        }

        if (!strict || reader.Error is not { } error)
        {
            return true;
        }

        labels.FailParsing(PipelineErrors.Logfmt, error);
        return labels.PassesError;
    }

    private bool TryValue(ref LogfmtReader reader, out ReadOnlySpan<byte> value)
    {
        value = reader.Value;
        if (reader.IsEscaped)
        {
            _scratch = _scratch.Length >= value.Length ? _scratch : new byte[2 * value.Length];
            int length = LogfmtReader.Unquote(value, _scratch);
            if (length < 0)
            {
                reader.FailEscapes();
                return false;
            }

            value = _scratch.AsSpan(0, length);
        }

        if (!JsonText.IsClean(value))
        {
            byte[] cleaned = new byte[value.Length];
            value = cleaned.AsSpan(0, JsonText.Clean(value, cleaned));
        }

        return true;
    }
}
