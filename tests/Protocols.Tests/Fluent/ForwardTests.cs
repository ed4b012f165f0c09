using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Fluent;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.Tests.Logs;

namespace Orleans.Obs.Protocols.Tests.Fluent;

public sealed class ForwardTests
{
    private static readonly byte[] EventTime = [0xD7, 0x00, 0, 0, 0, 5, 0, 0, 0, 7];

    [Fact]
    public void All_forms_of_a_message_bring_the_same_events()
    {
        byte[] record = MsgPack.Map(("log", MsgPack.Text("hello")), ("n", MsgPack.Integer(3)));
        byte[] @event = MsgPack.Array(EventTime, record);
        string[] expected = ["""{service_name="unknown_service", tag="app"} 5000000007 hello [detected_level=unknown n=3]"""];
        byte[] option = MsgPack.Map(("size", MsgPack.Integer(1)), ("chunk", MsgPack.Text("c-1")));

        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), EventTime, record)));
        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), EventTime, record, option)));
        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), MsgPack.Array(@event))));
        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), MsgPack.Array(@event), option)));
        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), MsgPack.Binary(@event), option)));
        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), MsgPack.Text(@event), option)));
        Assert.Equal([.. expected, .. expected], Rows(MsgPack.Array(MsgPack.Text("app"), MsgPack.Binary([.. @event, .. @event]))));
        Assert.Equal(expected, Rows(MsgPack.Array(MsgPack.Text("app"), MsgPack.Array(MsgPack.Array(MsgPack.Array(EventTime, MsgPack.Map()), record)))));
    }

    [Theory]
    [InlineData(5, 5_000_000_000)]
    [InlineData(1_700_000_000, 1_700_000_000_000_000_000)]
    [InlineData(-1, 0)]
    public void Whole_seconds_are_times(long seconds, long nanoseconds) =>
        Assert.Contains($" {nanoseconds} x ", Rows(MsgPack.Array(MsgPack.Text("t"), MsgPack.Integer(seconds), MsgPack.Map(("log", MsgPack.Text("x")))))[0], StringComparison.Ordinal);

    [Fact]
    public void Options_are_read_and_heartbeats_are_no_messages()
    {
        byte[] message = MsgPack.Array(
            MsgPack.Text("t"),
            MsgPack.Binary([]),
            MsgPack.Map(("chunk", MsgPack.Text("p8n9gmxTQVC8/nh2wlKKeQ==")), ("compressed", MsgPack.Text("gzip")), ("fluent_signal", MsgPack.Integer(1)), ("other", MsgPack.Array())));
        Assert.True(ForwardMessage.TryRead(message, out ForwardMessage read));
        Assert.Equal(("p8n9gmxTQVC8/nh2wlKKeQ==", "gzip", 1), (Encoding.UTF8.GetString(read.Chunk), Encoding.UTF8.GetString(read.Compression), read.Signal));
        Assert.True(ForwardMessage.TryRead(MsgPack.Array(MsgPack.Text("t"), MsgPack.Binary([]), MsgPack.Map(("compressed", MsgPack.Text("text")))), out read));
        Assert.True(read.Compression.IsEmpty);
        Assert.False(ForwardMessage.TryRead([0xC0], out _));
    }

    [Fact]
    public void An_acknowledgement_is_a_map_with_the_chunk()
    {
        var answer = new ByteBuffer();
        ForwardMessage.WriteAck("abc"u8, answer);

        Assert.Equal("81A361636BA3616263", Convert.ToHexString(answer.Written));
    }

    [Fact]
    public void Records_flatten_and_arrays_are_JSON()
    {
        byte[] record = MsgPack.Map(
            ("a", MsgPack.Map(("b", MsgPack.Map(("c", [0xC3]))), ("d", [0xC0]))),
            ("list", MsgPack.Array(MsgPack.Integer(1), MsgPack.Text("q\"x"), [0xC2], [0xC0], [0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], MsgPack.Map(("k", MsgPack.Integer(-300))))),
            ("f", [0xCA, 0x3F, 0x00, 0x00, 0x00]),
            ("t", EventTime));

        Assert.Equal(
            """{service_name="unknown_service", tag="t"} 0 {"a.b.c":"true","list":"[1,\"q\\\"x\",false,null,1.5,{\"k\":-300}]","f":0.5,"t":"5000000007"} [a_b_c=true detected_level=unknown f=0.5 list=[1,"q\"x",false,null,1.5,{"k":-300}] t=5000000007]""",
            Rows(MsgPack.Array(MsgPack.Text("t"), MsgPack.Integer(0), record))[0]);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("90")]
    [InlineData("91A174")]
    [InlineData("93A17400C0")]
    [InlineData("92A174919100")]
    [InlineData("C1")]
    [InlineData("DDFFFFFFFF")]
    [InlineData("92A174C6FFFFFFFF00")]
    public void What_is_no_message_fails(string hex) => Assert.Throws<MalformedMessageException>(() => Rows(Convert.FromHexString(hex)));

    [Fact]
    public void A_message_nested_too_deeply_fails()
    {
        byte[] value = MsgPack.Integer(1);
        for (int i = 0; i < 100; i++)
        {
            value = i % 2 == 0 ? MsgPack.Map(("a", value)) : MsgPack.Array(value);
        }

        Assert.Throws<MalformedMessageException>(() => Rows(MsgPack.Array(MsgPack.Text("t"), MsgPack.Integer(0), MsgPack.Map(("x", value)))));
    }

    [Fact]
    public void Messages_are_found_however_they_arrive()
    {
        byte[] first = MsgPack.Array(MsgPack.Text("t"), MsgPack.Integer(0), MsgPack.Map(("log", MsgPack.Text(new string('x', 300)))));
        byte[] second = Encoding.UTF8.GetBytes("""["t", 5, {"log": "in [JSON]", "n": 1.5, "deep": {"a": [true, null]}}]""" + "\n");
        byte[] third = [0xC0];
        byte[] stream = [.. first, .. second, .. third];
        Gen.Int[1, stream.Length].Array[1, 30].Sample(steps =>
        {
            var frames = new List<ForwardFrame>();
            var framing = new ForwardFraming(1000);
            int start = 0, end = 0;
            foreach (int step in steps.Append(stream.Length))
            {
                end = Math.Min(end + step, stream.Length);
                while (end > start && framing.TryTake(stream.AsMemory(start, end - start), out ForwardFrame frame))
                {
                    if (!frame.Bytes.IsEmpty)
                    {
                        frames.Add(frame);
                    }

                    start += frame.Length;
                    framing = new ForwardFraming(1000);
                }
            }

            Assert.Equal(3, frames.Count);
            Assert.Equal(first, frames[0].Bytes.ToArray());
            Assert.Equal("""{service_name="unknown_service", tag="t"} 5000000000 in [JSON] [deep_a=[true,null] detected_level=unknown n=1.5]""", Assert.Single(Rows(frames[1].Bytes.ToArray())));
            Assert.Equal(third, frames[2].Bytes.ToArray());
        });
    }

    [Theory]
    [InlineData("DA0400")]
    [InlineData("DB7FFFFFFF")]
    [InlineData("DD00000400")]
    [InlineData("C600000400")]
    [InlineData("DFFFFFFFFF")]
    public void A_message_that_announces_too_much_is_refused_at_once(string hex) =>
        Assert.Throws<OversizedMessageException>(() => new ForwardFraming(1000).TryTake(Convert.FromHexString(hex), out _));

    [Fact]
    public void JSON_without_an_end_is_refused_at_last() => Assert.Throws<OversizedMessageException>(() =>
        new ForwardFraming(1000).TryTake(Encoding.UTF8.GetBytes("[\"" + new string('x', 2000)), out _));

    [Fact]
    public void Damaged_messages_fail_as_malformed_or_oversized_and_in_no_other_way()
    {
        byte[] message = MsgPack.Array(
            MsgPack.Text("t"), MsgPack.Array(MsgPack.Array(EventTime, MsgPack.Map(("log", MsgPack.Text("x")), ("m", MsgPack.Map(("a", MsgPack.Array(MsgPack.Integer(1)))))))), MsgPack.Map(("chunk", MsgPack.Text("c"))));
        Gen.Select(Gen.Int[0, message.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            byte[] damaged = [.. message];
            foreach ((int at, byte value) in changes)
            {
                damaged[at] = value;
            }

            try
            {
                if (new ForwardFraming(1000).TryTake(damaged, out ForwardFrame frame))
                {
                    Rows(frame.Bytes.ToArray());
                }
            }
            catch (Exception exception) when (exception is MalformedMessageException or OversizedMessageException)
            {
            }
        }, iter: 20_000);
    }

    [Fact]
    public void The_meter_agrees_with_the_reader_on_where_a_value_ends() => Gen.Byte.Array[1, 60].Sample(bytes =>
    {
        var meter = new MsgPackMeter(bytes.Length);
        if (meter.Measure(bytes) != MsgPackExtent.Complete)
        {
            return true;
        }

        var reader = new MsgPackReader(bytes);
        reader.Skip();
        return reader.Position == meter.Length;
    }, iter: 20_000);

    [Fact]
    public void Both_sides_prove_that_they_know_the_key()
    {
        byte[] nonce = Encoding.ASCII.GetBytes("0123456789abcdef");
        var handshake = new ForwardHandshake("secret", "server", nonce);
        var answer = new ByteBuffer();
        handshake.WriteHelo(answer);
        Assert.Equal("92A448454C4F83A56E6F6E6365B0" + Convert.ToHexString(nonce) + "A461757468A0A96B656570616C697665C3", Convert.ToHexString(answer.Written));

        answer.Clear();
        Assert.True(handshake.Answer(Ping("client", "secret"), answer));
        byte[] proof = Encoding.ASCII.GetBytes(Proof("salt", "server", "secret"));
        Assert.Equal(MsgPack.Array(MsgPack.Text("PONG"), [0xC3], MsgPack.Text(""), MsgPack.Text("server"), MsgPack.Text(proof)), answer.Written.ToArray());

        answer.Clear();
        Assert.False(handshake.Answer(Ping("client", "wrong"), answer));
        Assert.Equal(MsgPack.Array(MsgPack.Text("PONG"), [0xC2], MsgPack.Text("shared_key mismatch"), MsgPack.Text("server"), MsgPack.Text("")), answer.Written.ToArray());
        Assert.False(handshake.Answer(Ping("server", "secret"), new ByteBuffer()));
        Assert.Throws<MalformedMessageException>(() => handshake.Answer(MsgPack.Array(MsgPack.Text("PONG")), new ByteBuffer()));

        byte[] Ping(string name, string key) => MsgPack.Array(
            MsgPack.Text("PING"), MsgPack.Text(name), MsgPack.Text("salt"), MsgPack.Text(Proof("salt", name, key)), MsgPack.Text(""), MsgPack.Text(""));

        string Proof(string salt, string name, string key) =>
            Convert.ToHexStringLower(SHA512.HashData([.. Encoding.ASCII.GetBytes(salt + name), .. nonce, .. Encoding.ASCII.GetBytes(key)]));
    }

    private static string[] Rows(byte[] message)
    {
        var batches = new LogBatches(1);
        batches.Begin(new LogLimits());
        if (ForwardMessage.TryRead(message, out ForwardMessage read))
        {
            var rows = new DocumentRows(new StreamResolver());
            var document = new LogDocument();
            var events = new ForwardEvents(read.Events, read.IsBare);
            while (events.MoveNext())
            {
                document.Clear();
                MsgPackDocumentReader.Read(ref events.Records, document);
                rows.Add(document, events.Time, 1, ("tag", read.Tag.ToArray()), DocumentMapping.Default, batches);
            }
        }

        return StoredRow.Texts(batches);
    }
}
