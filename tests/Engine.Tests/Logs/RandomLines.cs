using System.Globalization;
using System.Text;

namespace Orleans.Obs.Engine.Tests.Logs;

/// <summary>Lines of all kinds: services' JSON, logfmt and access logs, ids and numbers of every form, free text, bytes that are no text, nothing.</summary>
internal sealed class RandomLines(Random random)
{
    private static readonly string[] s_words = ["timeout", "Database", "connection", "reset", "by", "peer", "user", "Straße", "x86_64", "HTTP", "error", "needle", "dead", "beef", "a", "F", "__"];
    private static readonly string[] s_separators = [" ", "=", ":", "\"", ", ", "/", ".", "-", "[", "]", "\t", "\n", "{", "}", "%", "", "\u0003"];

    public byte[] Next(long time) => random.Next(12) switch
    {
        0 or 1 => Utf8($$"""{"ts":{{time / 1_000_000}},"level":"{{Word()}}","trace_id":"{{Hex(32)}}","status":{{random.Next(200, 504)}},"duration_ms":{{random.Next(3000)}},"user_id":{{random.Next(100_000)}},"message":"{{Word()}} {{Word()}}"}"""),
        2 or 3 => Utf8($"level={Word()} trace_id={Hex(32)} path=/api/v1/{Word()} status={random.Next(200, 504)} took={random.Next(3000)}ms user=user{random.Next(100)}"),
        4 => Utf8($"10.{random.Next(256)}.{random.Next(256)}.1 - - \"GET /x?id={random.Next(1_000_000):D6} HTTP/1.1\" {random.Next(200, 504)} {random.NextDouble().ToString("F3", CultureInfo.InvariantCulture)}"),
        5 => Utf8($"{DateTime.UnixEpoch.AddTicks(time / 100):yyyy-MM-ddTHH:mm:ss.fff}Z job {new Guid(Bytes(16))} {(random.Next(2) == 0 ? Hex(8) : Hex(7))} done"),
        6 => Utf8($"id {Hex(random.Next(1, 70)).ToUpperInvariant()} {new Guid(Bytes(16)).ToString().ToUpperInvariant()}-{Word()}"),
        7 => Bytes(random.Next(40)),
        8 => [],
        9 => Utf8(string.Concat(Enumerable.Range(0, random.Next(300)).Select(static i => $"{i} "))),
        _ => Mixed(),
    };

    public string Word() => s_words[random.Next(s_words.Length)];

    /// <summary>Something to search for: a part of a line, of which perhaps the case or a byte is changed.</summary>
    public byte[] PartOf(byte[] line)
    {
        if (line.Length == 0)
        {
            return [];
        }

        int start = random.Next(line.Length), length = random.Next(1, Math.Min(random.Next(2) == 0 ? 8 : 40, line.Length - start) + 1);
        byte[] part = line.AsSpan(start, length).ToArray();
        if (random.Next(5) == 0)
        {
            part[random.Next(part.Length)] = (byte)random.Next(256);
        }

        return part;
    }

    private byte[] Mixed()
    {
        var text = new StringBuilder();
        for (int parts = random.Next(12); parts >= 0; parts--)
        {
            text.Append(random.Next(8) switch
            {
                0 => random.Next(1000).ToString(CultureInfo.InvariantCulture),
                1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
                2 => $"{random.NextInt64()}{random.NextInt64()}",
                3 => random.Next(1000).ToString("D6", CultureInfo.InvariantCulture),
                4 => Hex(random.Next(1, 20)),
                5 => $"{Word()}{random.Next(50)}{Word()}",
                _ => Word(),
            });
            text.Append(s_separators[random.Next(s_separators.Length)]);
        }

        return Utf8(text.ToString());
    }

    private string Hex(int digits) => random.GetHexString(digits, lowercase: true);

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
