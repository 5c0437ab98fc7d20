/** A bucket in memory that answers listings as S3 does, and counts them. */
import type { ListedObject, ListPage, ListRequest } from '../../../src/ingest/s3/s3-api.ts';

export class MemoryBucket {
  readonly #keys: readonly string[];
  readonly #pageSize: number;
  requests = 0;
  /** Keys that were listed, also those that nobody wanted. */
  listed = 0;

  constructor(keys: readonly string[], pageSize = 1000) {
    this.#keys = [...keys].sort((a, b) => Buffer.from(a).compare(Buffer.from(b)));
    this.#pageSize = pageSize;
  }

  readonly list = async (request: ListRequest): Promise<ListPage> => {
    this.requests++;
    const { prefix, folders = false, startAfter = '', token, maxKeys = 1000 } = request;
    const entries = new Map<string, boolean>();
    for (const key of this.#keys) {
      if (!key.startsWith(prefix) || Buffer.from(key).compare(Buffer.from(startAfter)) <= 0) continue;
      const slash = folders ? key.indexOf('/', prefix.length) : -1;
      entries.set(slash < 0 ? key : key.slice(0, slash + 1), slash >= 0);
    }
    const from = Number(token ?? 0);
    const to = from + Math.min(this.#pageSize, maxKeys);
    const page = [...entries].slice(from, to);
    const names = (isFolder: boolean): string[] => page.filter(([, is]) => is === isFolder).map(([name]) => name);
    this.listed += page.length;
    return {
      objects: names(false).map(objectOf),
      folders: names(true),
      token: to < entries.size ? String(to) : undefined,
    };
  };
}

function objectOf(key: string): ListedObject {
  return { key, size: 1, modified: 0, etag: '"e"', storageClass: 'STANDARD', restored: false };
}
