using System.Buffers.Binary;
using System.Globalization;
using Snappier;

namespace Orleans.Obs.Cluster.Load;

/// <summary>
/// A few thousand series that travel in one request. Sample n of series s is worth 64 n + (s mod 64) at the start plus n seconds, so what must be there is known exactly, and sums
/// of any number of samples are exact too. The request is encoded once; only times and values are filled in.
/// </summary>
internal sealed class FleetGroup
{
    public const string Metric = "fleet_total";
    public const long StepMilliseconds = 1000;

    private const int ValueOffset = 1, TimeOffset = 10, TimeSize = 6;

    private readonly long _start;
    private readonly byte[] _request;
    private readonly int[] _samples;
    private volatile int _acknowledged;

    public FleetGroup(int number, int series, long start)
    {
        (Number, Series, _start) = (number, series, start);
        var request = new WriteRequest();
        for (int i = 0; i < series; i++)
        {
            request.Add(
                [("__name__", Metric), ("group", Text(number)), ("instance", $"host-{i / 25}.example.net:9100"), ("job", "node"), ("series", Text(i))], start, 1);
        }

        // Every series ends with its sample, whose fields have fixed sizes: tag, eight bytes of value, tag, six bytes of time.
        _request = request.Encoded.ToArray();
        _samples = new int[series];
        int at = 0;
        for (int i = 0; i < series; i++)
        {
            at++;
            int size = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = _request[at++];
                size |= (next & 0x7f) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }

            at += size;
            _samples[i] = at - (TimeOffset + TimeSize);
        }
    }

    public int Number { get; }

    public int Series { get; }

    /// <summary>Samples of each series that were acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    public static double ValueOf(int series, int step) => (64.0 * step) + (series % 64);

    public long TimeOf(int step) => _start + (step * StepMilliseconds);

    public HttpContent NextRequest()
    {
        Span<byte> time = stackalloc byte[TimeSize];
        long rest = TimeOf(_acknowledged);
        for (int i = 0; i < TimeSize; i++, rest >>= 7)
        {
            time[i] = (byte)((rest & 0x7f) + (i < TimeSize - 1 ? 0x80 : 0));
        }

        for (int i = 0; i < _samples.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_request.AsSpan(_samples[i] + ValueOffset), ValueOf(i, _acknowledged));
            time.CopyTo(_request.AsSpan(_samples[i] + TimeOffset));
        }

        return WriteRequest.ToContent(Snappy.CompressToArray(_request));
    }

    public void Acknowledge() => _acknowledged++;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
