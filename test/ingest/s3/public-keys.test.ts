/** The public keys of digest files: asked for by Region over HTTP with the SDK; what cannot be had is a note. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { factsOf } from '../../../src/ingest/archive-key.ts';
import { DigestKeys } from '../../../src/ingest/s3/public-keys.ts';
import { CREDENTIALS } from './bucket.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

let server: Server;
let asked: { readonly region: string; readonly body: Record<string, unknown> }[] = [];
let answer: (region: string, body: Record<string, unknown>) => Answer;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const region = /\/\d{8}\/([^/]+)\/cloudtrail\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      asked.push({ region, body });
      const { status, body: text } = answer(region, body);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL_CLOUDTRAIL: url, AWS_EC2_METADATA_DISABLED: 'true' });
});

afterEach(() => {
  asked = [];
});

afterAll(async () => {
  delete process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'];
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function digests(...times: readonly (readonly [region: string, stamp: string])[]): DigestKeys {
  const keys = new DigestKeys();
  for (const [region, stamp] of times) {
    keys.add(factsOf(`1/111122223333_CloudTrail-Digest_${region}_t_us-east-1_${stamp}Z.json.gz`));
  }
  return keys;
}

const signal = new AbortController().signal;
const seconds = (iso: string): number => Date.parse(iso) / 1000;

test('are asked for in the Region of the digests, for the time from the first to the last, page by page', async () => {
  answer = (_, { NextToken }) => ({
    status: 200,
    body: {
      PublicKeyList: [
        {
          Fingerprint: NextToken === undefined ? 'f1' : 'f2',
          Value: Buffer.from('key').toString('base64'),
          ValidityStartTime: 1_714_500_000,
        },
      ],
      ...(NextToken === undefined ? { NextToken: 'more' } : {}),
    },
  });
  const { keys, notes } = await digests(
    ['eu-west-1', '20240501T100000'],
    ['eu-west-1', '20240503T100000'],
    ['us-east-1', '20240502T000000'],
  ).fetch({}, signal);
  expect(notes).toEqual([]);
  expect(keys.map(({ region, fingerprint }) => `${region} ${fingerprint}`)).toEqual([
    'eu-west-1 f1',
    'eu-west-1 f2',
    'us-east-1 f1',
    'us-east-1 f2',
  ]);
  expect(keys[0]).toMatchObject({ value: 'a2V5', validFrom: 1_714_500_000_000, validUntil: null });
  expect(asked.find(({ region }) => region === 'eu-west-1')).toMatchObject({
    region: 'eu-west-1',
    body: { StartTime: seconds('2024-05-01T08:00:00Z'), EndTime: seconds('2024-05-03T12:00:00Z') },
  });
});

test('a Region that refuses is a note, and the others are asked', async () => {
  answer = (region) =>
    region === 'eu-west-1'
      ? { status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized' } }
      : { status: 200, body: { PublicKeyList: [{ Fingerprint: 'f', Value: 'a2V5' }] } };
  const { keys, notes } = await digests(['eu-west-1', '20240501T100000'], ['us-east-1', '20240502T000000']).fetch(
    {},
    signal,
  );
  expect(keys).toHaveLength(1);
  expect(notes).toEqual([expect.stringMatching(/eu-west-1.*cloudtrail:ListPublicKeys/)]);
});

test('nobody is asked without digests, without signing, or where the server of the bucket is not AWS', async () => {
  expect(await digests().fetch({}, signal)).toEqual({ keys: [], notes: [] });
  const one = digests(['eu-west-1', '20240501T100000']);
  expect((await one.fetch({ noSignRequest: true }, signal)).notes).toEqual([
    expect.stringContaining('nothing is signed'),
  ]);
  const { AWS_ENDPOINT_URL_CLOUDTRAIL } = process.env;
  delete process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'];
  expect((await one.fetch({ endpoint: 'http://localhost:1' }, signal)).notes).toEqual([
    expect.stringContaining('not AWS'),
  ]);
  Object.assign(process.env, { AWS_ENDPOINT_URL_CLOUDTRAIL });
  expect(asked).toEqual([]);
});
