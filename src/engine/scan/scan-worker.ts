/** Entry of a thread that helps to scan: reads segments over a connection of its own and sends what they come to. */
import { workerData } from 'node:worker_threads';
import { EventStore } from '../../store/event-store.ts';
import { planScan } from './scan-plan.ts';
import {
  type FromScanThread,
  POSTED,
  type ScanJob,
  type ScanThreadData,
  type ToScanThread,
  takeSegment,
} from './scan-protocol.ts';
import { type SegmentResult, scanSegment } from './scan-segment.ts';
import { buffersOf } from './transfer.ts';

function run({ path, port, closed }: ScanThreadData): void {
  let store: EventStore | undefined;

  const scan = (job: ScanJob): void => {
    const { segments, shared } = job;
    const work = worker(job);
    for (let index = takeSegment(job); index !== undefined; index = takeSegment(job)) {
      const segment = segments[index];
      const result = segment && work(segment);
      const message: FromScanThread = { job: job.job, index, result };
      port.postMessage(message, buffersOf(result));
      Atomics.add(shared, POSTED, 1);
      Atomics.notify(shared, POSTED);
    }
  };

  /** Errors are left to the thread of the query, which will meet them when it scans the segment itself. */
  const worker = ({
    stages,
    context,
    start,
    end,
  }: ScanJob): ((of: ScanJob['segments'][number]) => SegmentResult | undefined) => {
    const plan = planScan(stages, context, true);
    return ({ id, manifest }) => {
      try {
        store ??= EventStore.open(path);
        const view = store.viewOf(id, manifest, start, end);
        return view && scanSegment(plan, view);
      } catch {
        return undefined;
      }
    };
  };

  const close = (): void => {
    try {
      store?.close();
    } finally {
      Atomics.store(closed, 0, 1);
      Atomics.notify(closed, 0);
      port.close();
    }
  };

  port.on('message', (message: ToScanThread) => {
    if (message.type === 'close') close();
    else scan(message);
  });
}

run(workerData as ScanThreadData);
