/** Entry of a worker thread: reads sources into segments. The options come as `workerData`. */

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Claim } from '../store/identities.ts';
import { packSegment, transferList } from '../store/packed-segment.ts';
import { inputOf } from './file-input.ts';
import { addProgress, type LoadOptions, NO_PROGRESS, SourceLoader } from './source-loader.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

/** Progress is told at most this often, in milliseconds: thousands of tiny files must not become thousands of messages. */
const PROGRESS_INTERVAL_MS = 50;

function run(port: MessagePort, options: LoadOptions): void {
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  let onClaim: (claim: Claim) => void = () => {};
  let onReserved: (id: number) => void = () => {};
  let onWritten: () => void = () => {};
  let written = Promise.resolve();
  let told = 0;
  let since = NO_PROGRESS;

  const tell = (): void => {
    send({ type: 'progress', since });
    since = NO_PROGRESS;
    told = performance.now();
  };

  const loader = new SourceLoader(options, {
    claim: (identities) =>
      new Promise((resolve) => {
        onClaim = resolve;
        send({ type: 'propose', identities });
      }),
    reserve: () =>
      new Promise((resolve) => {
        onReserved = resolve;
        send({ type: 'reserve' });
      }),
    step: async (load) => {
      // One step may wait for the writer while the next one is read, not more.
      await written;
      written = new Promise((resolve) => {
        onWritten = resolve;
      });
      const segments = load.step.segments.map(packSegment);
      send({ type: 'step', load: { ...load, step: { ...load.step, segments } } }, segments.flatMap(transferList));
    },
    progress: (now) => {
      since = addProgress(since, now);
      if (performance.now() - told >= PROGRESS_INTERVAL_MS) tell();
    },
  });

  const obey = async (message: ToWorker): Promise<void> => {
    if (message.type === 'load') {
      for (const task of message.tasks) await loader.load(task, inputOf(task));
      tell();
      send({ type: 'idle' });
    } else if (message.type === 'finish') {
      await loader.flush();
      send({ type: 'finished' });
    } else if (message.type === 'claim') {
      onClaim(message.claim);
    } else if (message.type === 'reserved') {
      onReserved(message.id);
    } else {
      onWritten();
    }
  };

  // A rejection is left unhandled on purpose: it ends the worker, which the writing thread sees as an error event.
  port.on('message', (message: ToWorker) => void obey(message));
  send({ type: 'idle' });
}

if (parentPort !== null) run(parentPort, workerData as LoadOptions);
