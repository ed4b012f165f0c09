using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>decolorize</c>: takes the escape sequences of terminals out of the line.</summary>
internal sealed class DecolorizeStep : PipelineStep
{
    // The expression that terminal libraries share for it.
    private const string Sequences = "[\u001B\u009B][[\\]()#;?]*(?:(?:(?:[a-zA-Z\\d]*(?:;[a-zA-Z\\d]*)*)?\u0007)|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PRZcf-ntqry=><~]))";

    private static readonly RegexSearch _search = RegexSearch.Compile(Sequences);

    private byte[] _line = [];

    public override bool Process(ref PipelineRow row)
    {
        ReadOnlySpan<byte> line = row.Line;
        if (line.IndexOf((byte)0x1B) < 0 && line.IndexOf("\u009B"u8) < 0)
        {
            return true;
        }

        _line = _line.Length >= line.Length ? _line : new byte[line.Length];
        int length = 0, at = 0;
        while (_search.Find(line, at) is { } borders)
        {
            line[at..borders[0]].CopyTo(_line.AsSpan(length));
            length += borders[0] - at;
            at = borders[1];
        }

        line[at..].CopyTo(_line.AsSpan(length));
        row.Line = _line.AsSpan(0, length + line.Length - at);
        return true;
    }
}
