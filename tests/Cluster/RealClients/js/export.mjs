// Exports one instrument of each kind twice, over the protocol, to the address and with the temporality that the command line names.
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporalityPreference } from '@opentelemetry/exporter-metrics-otlp-http';

const [protocol, url, temporality] = process.argv.slice(2);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${protocol}`);
const exporter = new OTLPMetricExporter({ url, temporalityPreference: AggregationTemporalityPreference[temporality] });
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop', 'service.namespace': 'eu', 'service.instance.id': `js-${protocol}-${temporality}`, 'host.name': 'h' }),
  readers: [reader],
  views: [{ instrumentName: 'sdk.size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
});
const meter = provider.getMeter('sdk');
const requests = meter.createCounter('sdk.requests', { description: 'Requests.' });
const active = meter.createUpDownCounter('sdk.active');
const latency = meter.createHistogram('sdk.latency', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 1] } });
const size = meter.createHistogram('sdk.size', { unit: 'By' });
meter.createObservableGauge('sdk.temperature', { unit: 'Cel' }).addCallback((result) => result.observe(21.5));

const route = { 'http.route': '/cart' };
for (const step of [5, 2]) {
  requests.add(step, route);
  active.add(step === 5 ? 3 : -1);
  latency.record(0.05);
  latency.record(step);
  size.record(1000 * step);
  await provider.forceFlush();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await provider.shutdown();
