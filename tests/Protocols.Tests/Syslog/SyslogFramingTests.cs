using System.Buffers;
using System.Text;
using CsCheck;
using Orleans.Obs.Protocols.Syslog;

namespace Orleans.Obs.Protocols.Tests.Syslog;

public sealed class SyslogFramingTests
{
    private const int Limit = 100;

    [Theory]
    [InlineData("<13>one\n<13>two\n", "<13>one|<13>two", "")]
    [InlineData("5 <1>ab7 <13>two<13>three\n", "<1>ab|<13>two|<13>three", "")]
    [InlineData("<13>with\0<13>nul\0", "<13>with|<13>nul", "")]
    [InlineData("<13>part", "", "<13>part")]
    [InlineData("7 <13>tw", "", "7 <13>tw")]
    [InlineData("12", "", "12")]
    [InlineData("12 ", "", "12 ")]
    [InlineData("2026 was a year\n", "", "2026 was a year\n", SyslogFrameResult.TooLong)]
    [InlineData("2026-11-20 is a day\n", "2026-11-20 is a day", "")]
    [InlineData("0 5 <1>ab", "|<1>ab", "")]
    [InlineData("\n\n<13>x\n", "||<13>x", "")]
    [InlineData("999 x", "", "999 x", SyslogFrameResult.TooLong)]
    [InlineData("12345678901", "", "12345678901", SyslogFrameResult.TooLong)]
    public void Each_message_says_how_it_ends(string stream, string frames, string rest, SyslogFrameResult end = SyslogFrameResult.Incomplete)
    {
        (List<string> got, string left, SyslogFrameResult result) = Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(stream)));

        Assert.Equal((frames, rest, end), (string.Join('|', got), left, result));
    }

    [Fact]
    public void A_line_without_an_end_is_too_long_at_last()
    {
        Assert.Equal(SyslogFrameResult.Incomplete, Read(new ReadOnlySequence<byte>(new byte[Limit].Select(static _ => (byte)'x').ToArray())).Result);
        Assert.Equal(SyslogFrameResult.TooLong, Read(new ReadOnlySequence<byte>(new byte[Limit + 1].Select(static _ => (byte)'x').ToArray())).Result);
    }

    [Fact]
    public void Messages_are_the_same_however_they_are_counted_and_cut()
    {
        Gen<string> message = Gen.String[Gen.Char["<>1 abc[]=\u00e9"], 0, 20].Select(static text => "<13>" + text);
        Gen.Select(message.Array[1, 6], Gen.Bool.Array[6], Gen.Int[1, 7]).Sample((messages, counted, pieces) =>
        {
            byte[] stream = [.. messages.SelectMany((text, i) => Frame(text, counted[i]))];
            (List<string> got, string left, _) = Read(Cut(stream, pieces));
            return left.Length == 0 && got.SequenceEqual(messages);
        });
    }

    private static byte[] Frame(string text, bool counted)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return counted ? [.. Encoding.UTF8.GetBytes($"{utf8.Length} "), .. utf8] : [.. utf8, (byte)'\n'];
    }

    private static (List<string> Frames, string Left, SyslogFrameResult Result) Read(ReadOnlySequence<byte> stream)
    {
        var frames = new List<string>();
        while (true)
        {
            SyslogFrameResult result = SyslogFraming.TryRead(ref stream, Limit, out ReadOnlySequence<byte> frame);
            if (result != SyslogFrameResult.Frame)
            {
                return (frames, Encoding.UTF8.GetString(stream), result);
            }

            frames.Add(Encoding.UTF8.GetString(frame));
        }
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes, int size)
    {
        var first = new Piece(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        Piece last = first;
        for (int at = size; at < bytes.Length; at += size)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
