/** The slots that any event may have: names of things, ids, numbers, documents. All text is safe inside a JSON string. */
import { ACCOUNT } from './account.ts';
import { isoSeconds } from './clock.ts';
import { errorMembers } from './errors.ts';
import { policyDocuments } from './policies.ts';
import { Pool, type Skew } from './pool.ts';
import { Random } from './random.ts';
import type { Slot } from './template.ts';

const WORDS =
  'orders billing search ledger catalog identity media reports metrics uploads staging archive events payments inventory gateway notifier scheduler importer exporter profiles sessions audit crawler features pricing shipping tenants loyalty support'.split(
    ' ',
  );
const STAGES = ['prod', 'prod', 'prod', 'staging', 'dev', 'sandbox'];
const TAG_VALUES = [
  'platform',
  'data',
  'payments',
  'Zürich office',
  'cost-center-4711',
  'true',
  'terraform',
  'team-a',
  'team-b',
  'unknown',
];

/** How many distinct things there are at high skew; at low skew thirty times as many. */
const COUNTS: ReadonlyMap<string, number> = new Map([
  ['bucket', 180],
  ['instance', 900],
  ['kmsKey', 70],
  ['role', 320],
  ['user', 120],
  ['function', 260],
  ['table', 90],
  ['secret', 140],
  ['parameter', 400],
  ['queue', 80],
  ['topic', 60],
  ['logGroup', 350],
  ['stack', 130],
  ['cluster', 24],
  ['repository', 110],
  ['name', 500],
]);

function nameMaker(kind: string, random: Random): (index: number) => string {
  const plain = (index: number) => `${random.pick(WORDS)}-${random.pick(STAGES)}-${index}`;
  switch (kind) {
    case 'bucket':
      // The fourth is the one that an article's query asks for.
      return (index) => (index === 3 ? 'test_bucket' : `acme-${plain(index)}`);
    case 'instance':
      return () => `i-0${random.hex(16)}`;
    case 'kmsKey':
      return () => random.uuid();
    case 'secret':
      return (index) => `${random.pick(STAGES)}/${random.pick(WORDS)}/credentials-${index}`;
    case 'parameter':
      return (index) => `/${random.pick(STAGES)}/${random.pick(WORDS)}/setting-${index}`;
    case 'logGroup':
      return (index) => `/aws/lambda/${plain(index)}`;
    default:
      return plain;
  }
}

/** File names of uploads and downloads: many prefixes, mostly distinct names. */
function objectKey(random: Random): string {
  const day = random.integer(1, 28).toString().padStart(2, '0');
  return `${random.pick(WORDS)}/2024/05/${day}/part-${random.integer(0, 4000).toString().padStart(5, '0')}.json.gz`;
}

/** Sizes of transfers: from bytes to gigabytes, evenly over the orders of magnitude. */
const transferBytes = (random: Random): string => String(Math.floor(10 ** (1 + random.next() * 7)));

export function standardSlots(skew: Skew, seed: number): ReadonlyMap<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const [kind, count] of COUNTS) {
    const make = nameMaker(kind, new Random(seed, 'names', kind));
    const names = Array.from({ length: skew === 'high' ? count : count * 30 }, (_, index) => make(index));
    const pool = Pool.of(skew, names);
    slots.set(kind, ({ random }) => pool.draw(random));
  }
  const documents = Pool.of(skew, policyDocuments(new Random(seed, 'policies'), skew === 'high' ? 150 : 3000), 0.7);
  const quoted = new Map(documents.items.map((document) => [document, JSON.stringify(document)]));
  const tags = Pool.of(skew, TAG_VALUES);
  const plain: Readonly<Record<string, Slot>> = {
    account: () => ACCOUNT,
    agent: ({ principal, random }) => random.pick(principal.agents),
    bool: ({ random }) => (random.chance(0.5) ? 'true' : 'false'),
    bytes: ({ random }) => transferBytes(random),
    cidr: ({ random }) => `10.${random.integer(0, 255)}.${random.integer(0, 255)}.0/24`,
    consoleMember: ({ principal }) => principal.consoleMember,
    earlier: ({ random, time }) => isoSeconds(time - random.integer(60, 86_400) * 1000),
    error: errorMembers,
    float: ({ random }) => (random.next() * 100).toFixed(2),
    hex17: ({ random }) => random.hex(17),
    hex64: ({ random }) => random.hex(64),
    identity: ({ principal, time }) => principal.identity(time),
    int: ({ random }) => String(random.integer(1, 1000)),
    ip: ({ principal, random }) => random.pick(principal.addresses),
    key: ({ random }) => objectKey(random),
    minutes: ({ time }) => isoSeconds(time - 300_000),
    policy: ({ random }) => documents.draw(random),
    policyText: ({ random }) => quoted.get(documents.draw(random)) ?? '""',
    privateIp: ({ random }) => `10.0.${random.integer(0, 31)}.${random.integer(4, 254)}`,
    region: ({ region }) => region,
    sessionToken: ({ random }) => random.alphanumeric(120),
    sharedMember: ({ principal, random }) => (principal.shared ? `,"sharedEventID":"${random.uuid()}"` : ''),
    stage: ({ random }) => random.pick(STAGES),
    tag: ({ random }) => tags.draw(random),
    temporaryKey: ({ random }) => `ASIA${random.base32(16)}`,
    time: ({ time }) => isoSeconds(time),
    tlsMember: ({ principal, api, region }) => principal.tlsMember(api.service, region),
    token: ({ random }) => random.alphanumeric(64),
    uuid: ({ random }) => random.uuid(),
    word: ({ random }) => random.pick(WORDS),
  };
  for (const [name, slot] of Object.entries(plain)) slots.set(name, slot);
  return slots;
}
