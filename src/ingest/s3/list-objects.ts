/** Lists the objects of tasks: several tasks ahead at a time, and a page ahead within a long one, in the order of the tasks. */

import type { ListPageOf, ListTask } from './discovery.ts';
import { orderedAhead } from './ordered-ahead.ts';
import type { ListedObject, ListPage, ListRequest } from './s3-api.ts';

const TASKS_AHEAD = 8;

interface Begun {
  readonly prefix: string;
  readonly page: Pick<ListPage, 'objects' | 'token'>;
}

export async function* listObjects(tasks: AsyncIterable<ListTask>, list: ListPageOf): AsyncGenerator<ListedObject> {
  const begin = async (task: ListTask): Promise<Begun> => {
    if (task.kind === 'objects') return { prefix: '', page: { objects: task.objects, token: undefined } };
    const { prefix, startAfter } = task;
    return { prefix, page: await list({ prefix, ...(startAfter === undefined ? {} : { startAfter }) }) };
  };
  for await (const { prefix, page } of orderedAhead(tasks, TASKS_AHEAD, begin)) {
    let { objects, token } = page;
    for (;;) {
      const next = token === undefined ? undefined : following(list, { prefix, token });
      yield* objects;
      if (next === undefined) break;
      ({ objects, token } = await next);
    }
  }
}

function following(list: ListPageOf, request: ListRequest): Promise<ListPage> {
  const page = list(request);
  // It may fail long before it is asked for.
  page.catch(() => {});
  return page;
}
