/**
 * Makes folders of the listings of the server, and cuts them into pages of any size: its own continuation tokens need a cipher that
 * OpenSSL 3 has not, and it finds no folders that have only folders in them.
 */

const ENTRY = /<Contents>.*?<\/Contents>/gs;
const NAME = /<(?:Key|Prefix)>(.*?)<\/(?:Key|Prefix)>/s;

interface Extras {
  readonly classes: ReadonlyMap<string, string>;
  readonly restored: ReadonlySet<string>;
}

export class ListingPages {
  size = 1000;

  /** The query that gets all of a listing. */
  upstream(query: URLSearchParams): string {
    const all = new URLSearchParams();
    for (const name of ['list-type', 'prefix', 'start-after']) {
      const value = query.get(name);
      if (value !== null) all.set(name, value);
    }
    return all.toString();
  }

  /** The page of a listing that the query asks for. */
  page(xml: string, query: URLSearchParams, extras: Extras): string {
    const objects = [...xml.matchAll(ENTRY)].map(([entry]) => entry).sort(byName);
    const entries = query.has('delimiter') ? withFolders(objects, query.get('prefix') ?? '') : objects;
    const from = Number(query.get('continuation-token') ?? 0);
    const to = from + Math.min(this.size, Number(query.get('max-keys') ?? 1000));
    const page = entries.slice(from, to).map((entry) => withExtras(entry, extras));
    const token = to < entries.length ? `<NextContinuationToken>${to}</NextContinuationToken>` : '';
    return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${token !== ''}</IsTruncated>${token}${page.join('')}</ListBucketResult>`;
  }
}

/** The objects right below the prefix, and the folders there in the place of what is in them. */
function withFolders(objects: readonly string[], prefix: string): string[] {
  const entries = new Set<string>();
  for (const object of objects) {
    const slash = nameOf(object).indexOf('/', prefix.length);
    const folder = nameOf(object).slice(0, slash + 1);
    entries.add(slash < 0 ? object : `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
  }
  return [...entries];
}

function nameOf(entry: string): string {
  return NAME.exec(entry)?.[1] ?? '';
}

function byName(a: string, b: string): number {
  return Buffer.from(nameOf(a)).compare(Buffer.from(nameOf(b)));
}

function withExtras(entry: string, { classes, restored }: Extras): string {
  const key = nameOf(entry);
  const storageClass = classes.get(key);
  if (storageClass === undefined) return entry;
  const status = restored.has(key)
    ? '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2030-01-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>'
    : '';
  return entry.replace(/<StorageClass>.*?<\/StorageClass>/, `<StorageClass>${storageClass}</StorageClass>${status}`);
}
