using System.Text;
using CsCheck;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Syslog;
using Orleans.Obs.Protocols.Tests.Logs;

namespace Orleans.Obs.Protocols.Tests.Syslog;

public sealed class SyslogParserTests
{
    private const long Arrival = 1_795_168_800_000_000_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    // RFC 5424, section 6.5.
    [InlineData("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8",
        """{app="su", host="mymachine.example.com", service_name="su"} 1065910455003000000 'su root' failed for lonvick on /dev/pts/8 [detected_level=critical facility=auth msg_id=ID47 severity=crit]""")]
    [InlineData("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
        """{app="myproc", host="192.0.2.1", service_name="myproc"} 1061727255000003000 %% It's time to make the do-nuts. [detected_level=info facility=local4 proc_id=8710 severity=notice]""")]
    [InlineData("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"][examplePriority@32473 class=\"high\"] An application event log entry...",
        """{app="evntslog", host="mymachine.example.com", service_name="evntslog"} 1065910455003000000 An application event log entry... [detected_level=info examplePriority_32473_class=high exampleSDID_32473_eventID=1011 exampleSDID_32473_eventSource=Application exampleSDID_32473_iut=3 facility=local4 msg_id=ID47 severity=notice]""")]
    [InlineData("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [a b=\"\"][x y=\"q\\\"\\\\\\]\\z\"]",
        """{app="evntslog", host="mymachine.example.com", service_name="evntslog"} 1065910455003000000  [detected_level=info facility=local4 msg_id=ID47 severity=notice x_y=q"\]\z]""")]
    [InlineData("<13>1 - - - - - - text", """{service_name="unknown_service"} 1795168800000000000 text [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>1 - - - - - -", """{service_name="unknown_service"} 1795168800000000000  [detected_level=info facility=user severity=notice]""")]
    // RFC 3164 and what programs make of it.
    [InlineData("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
        """{app="su", host="mymachine", service_name="su"} 1791756855000000000 'su root' failed for lonvick on /dev/pts/8 [detected_level=critical facility=auth severity=crit]""")]
    [InlineData("<13>Nov 19 09:08:07 host prog[1234]: text", """{app="prog", host="host", service_name="prog"} 1795079287000000000 text [detected_level=info facility=user proc_id=1234 severity=notice]""")]
    [InlineData("<13>Nov  9 09:08:07 host prog[1234] text", """{app="prog", host="host", service_name="prog"} 1794215287000000000 text [detected_level=info facility=user proc_id=1234 severity=notice]""")]
    [InlineData("<13>Nov 19 09:08:07 prog[1234]: from this machine", """{app="prog", service_name="prog"} 1795079287000000000 from this machine [detected_level=info facility=user proc_id=1234 severity=notice]""")]
    [InlineData("<13>Nov 19 09:08:07 host text without a tag", """{host="host", service_name="unknown_service"} 1795079287000000000 text without a tag [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>Nov 19 09:08:07 host 10:20 is a time", """{host="host", service_name="unknown_service"} 1795079287000000000 10:20 is a time [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>Nov 19 2025 09:08:07.250 host prog: with a year", """{app="prog", host="host", service_name="prog"} 1763543287250000000 with a year [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>Nov 19 09:08:07: %SYS-5-CONFIG_I: Cisco", """{app="%SYS-5-CONFIG_I", service_name="%SYS-5-CONFIG_I"} 1795079287000000000 Cisco [detected_level=info facility=user severity=notice]""")]
    [InlineData("<30>2026-11-20T09:00:00.5+01:00 host prog[7]: rsyslog's own", """{app="prog", host="host", service_name="prog"} 1795161600500000000 rsyslog's own [detected_level=info facility=daemon proc_id=7 severity=info]""")]
    [InlineData("<13>Nov 20 11:00:00 host prog: an hour ahead", """{app="prog", host="host", service_name="prog"} 1795172400000000000 an hour ahead [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>Nov 22 09:00:00 host prog: last year's", """{app="prog", host="host", service_name="prog"} 1763802000000000000 last year's [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>Feb 29 09:00:00 host prog: leap", """{app="prog", host="host", service_name="prog"} 1772269200000000000 leap [detected_level=info facility=user severity=notice]""")]
    // What is broken stays whole.
    [InlineData("<13>Nov 19 host", """{service_name="unknown_service"} 1795168800000000000 Nov 19 host [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>", """{service_name="unknown_service"} 1795168800000000000  [detected_level=info facility=user severity=notice]""")]
    [InlineData("<192>x", """{service_name="unknown_service"} 1795168800000000000 <192>x [detected_level=unknown]""")]
    [InlineData("<-1>x", """{service_name="unknown_service"} 1795168800000000000 <-1>x [detected_level=unknown]""")]
    [InlineData("<1x>x", """{service_name="unknown_service"} 1795168800000000000 <1x>x [detected_level=unknown]""")]
    [InlineData("no header at all, an error", """{service_name="unknown_service"} 1795168800000000000 no header at all, an error [detected_level=error]""")]
    [InlineData("<13>1 yesterday host app 1 2 - text", """{service_name="unknown_service"} 1795168800000000000 1 yesterday host app 1 2 - text [detected_level=info facility=user severity=notice]""")]
    [InlineData("<13>1 2003-10-11T22:14:15Z host app 1 2 [broken text", """{service_name="unknown_service"} 1795168800000000000 1 2003-10-11T22:14:15Z host app 1 2 [broken text [detected_level=info facility=user severity=notice]""")]
    [InlineData("<14>Nov 19 09:08:07 fw CEF:0|Vendor|Product|1.0|100|worm stopped|10|src=10.0.0.1", """{host="fw", service_name="unknown_service"} 1795079287000000000 CEF:0|Vendor|Product|1.0|100|worm stopped|10|src=10.0.0.1 [detected_level=info facility=user severity=info]""")]
    public void A_message_becomes_a_row(string message, string row) => Assert.Equal(row, RowOf(Encoding.UTF8.GetBytes(message), TimeZoneInfo.Utc));

    [Theory]
    [InlineData(0, "kern", "emerg", "fatal")]
    [InlineData(9, "user", "alert", "fatal")]
    [InlineData(86, "authpriv", "info", "info")]
    [InlineData(95, "ftp", "debug", "debug")]
    [InlineData(131, "local0", "err", "error")]
    [InlineData(188, "local7", "warning", "warn")]
    public void Priorities_have_names_and_levels(int priority, string facility, string severity, string level) =>
        Assert.EndsWith($"[detected_level={level} facility={facility} severity={severity}]", RowOf(Encoding.UTF8.GetBytes($"<{priority}>x"), TimeZoneInfo.Utc), StringComparison.Ordinal);

    [Fact]
    public void Times_that_state_no_zone_are_in_the_configured_one() => Assert.Contains(
        " 1795075687000000000 ",
        RowOf("<13>Nov 19 09:08:07 host prog: text"u8.ToArray(), TimeZoneInfo.CreateCustomTimeZone("one", TimeSpan.FromHours(1), null, null)),
        StringComparison.Ordinal);

    [Fact]
    public void Any_bytes_are_a_message() => Gen.Byte.Array[0, 200].Sample(bytes => RowOf(bytes, TimeZoneInfo.Utc).Length > 0);

    [Fact]
    public void Damaged_messages_are_messages()
    {
        byte[] message = Encoding.UTF8.GetBytes("<165>1 2003-10-11T22:14:15.003Z host app 1 ID47 [id a=\"3\" b=\"x\\\"y\"][other c=\"d\"] text");
        Gen.Select(Gen.Int[0, message.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOfConst((byte)' ', (byte)'[', (byte)']', (byte)'"', (byte)'=', (byte)'\\'))).Array[1, 4].Sample(changes =>
        {
            byte[] damaged = [.. message];
            foreach ((int at, byte value) in changes)
            {
                damaged[at] = value;
            }

            return RowOf(damaged, TimeZoneInfo.Utc).Length > 0;
        }, iter: 20_000);
    }

    private static string RowOf(byte[] message, TimeZoneInfo zone)
    {
        var batches = new LogBatches(1);
        batches.Begin(new LogLimits());
        new SyslogRows(new StreamResolver()).Add(new SyslogParser(zone).Parse(message, Now), Arrival, batches);
        return Assert.Single(StoredRow.Texts(batches));
    }
}
