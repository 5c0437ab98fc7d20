/** What the writing thread and a worker say to each other. */

import type { Claim, Identities } from '../store/identities.ts';
import type { LoadProgress, LoadStep, SourceTask } from './source-loader.ts';

export type ToWorker =
  /** Read these sources, then say `idle`. */
  | { readonly type: 'load'; readonly tasks: readonly SourceTask[] }
  /** Answer to `propose`. */
  | { readonly type: 'claim'; readonly claim: Claim }
  /** Answer to `reserve`. */
  | { readonly type: 'reserved'; readonly id: number }
  /** Answer to `step`. */
  | { readonly type: 'written' }
  /** Nothing more will come: send what is left, then say `finished`. */
  | { readonly type: 'finish' };

export type FromWorker =
  /** Ready for sources. */
  | { readonly type: 'idle' }
  /** Which of these are duplicates? */
  | { readonly type: 'propose'; readonly identities: Identities }
  /** An id for an entry of an archive? */
  | { readonly type: 'reserve' }
  | { readonly type: 'step'; readonly load: LoadStep }
  | { readonly type: 'progress'; readonly since: LoadProgress }
  | { readonly type: 'finished' };
