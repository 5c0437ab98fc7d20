/** What does it cost to flatten an event's JSON? Microseconds per event of the walk alone and into a segment, next to JSON.parse. */
import { JsonWalker, type LeafSink } from '../../src/ingest/json-walk.ts';
import { SegmentBuilder } from '../../src/store/segment-builder.ts';
import { sampleEvents } from '../generator/archive.ts';
import { median, timeRuns } from '../measure/statistics.ts';

const RUNS = 9;
const texts = sampleEvents(20_000);
const events = texts.map((text) => Buffer.from(text));

const nowhere: LeafSink = {
  column: () => 0,
  addText: () => {},
  addNumber: () => {},
  addExactNumber: () => {},
  addBoolean: () => {},
  addSpelling: () => {},
  addEscaped: () => {},
  key: () => 0,
  addBareKey: () => false,
};
const walker = new JsonWalker(nowhere);
const meta = { timestamp: 0, eventTime: 0, source: 1, content: new Uint8Array(16), key: new Uint8Array(8) };

function fillSegment(): void {
  const builder = new SegmentBuilder();
  const filling = new JsonWalker(builder);
  for (const [ordinal, event] of events.entries()) {
    filling.walk(event, 0, event.length, { final: true });
    builder.endEvent({ ...meta, ordinal }, event, 0, event.length);
  }
}

function report(name: string, work: () => void): void {
  console.log(`${name.padEnd(32)} ${((median(timeRuns(RUNS, work)) * 1000) / events.length).toFixed(2)} µs per event`);
}

report('JSON.parse of a string', () => {
  for (const text of texts) JSON.parse(text);
});
report('JSON.parse of bytes', () => {
  for (const event of events) JSON.parse(event.toString('utf8'));
});
report('walk', () => {
  for (const event of events) walker.walk(event, 0, event.length, { final: true });
});
report('walk into a segment, not sealed', fillSegment);
