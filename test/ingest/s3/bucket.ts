/** A bucket on an S3 server that is not ours, behind a proxy that can do what networks and S3 do at their worst. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListingPages } from './listing-pages.ts';

export const BUCKET = 'trail';
/** The credentials that the server knows. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

export interface Asked {
  readonly method: string;
  readonly kind: 'list' | 'get';
  /** Of a `get`. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** What the proxy does instead of passing a request on. */
export type Fault =
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** Of the body so many bytes come, then the connection ends. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Of the body so many bytes come, then nothing. */
  | { readonly kind: 'stall'; readonly bytes: number }
  /** The announced length is that of what comes: less than there is. */
  | { readonly kind: 'shorten'; readonly bytes: number }
  /** One bit of the body is another; the checksum in the header is that of the object. */
  | { readonly kind: 'flip'; readonly crc32: string };

export class Bucket {
  readonly #folder: string;
  readonly #server: S3rver;
  readonly #proxy: Server;
  readonly #client: S3Client;
  readonly #port: number;
  readonly #pages = new ListingPages();
  /** All requests so far. */
  asked: Asked[] = [];
  /** What happens to a request, if anything. */
  fault: (asked: Asked) => Fault | undefined = () => undefined;
  /** Storage classes by key, for the listing. */
  readonly classes = new Map<string, string>();
  /** Keys of archived objects that have a restored copy. */
  readonly restored = new Set<string>();
  endpoint = '';

  private constructor(folder: string, server: S3rver, port: number) {
    this.#folder = folder;
    this.#server = server;
    this.#port = port;
    this.#client = new S3Client({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    this.#proxy = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
  }

  static async start(): Promise<Bucket> {
    const folder = mkdtempSync(join(tmpdir(), 'trailql-s3rver-'));
    const server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: [{ name: BUCKET }],
    });
    const { port } = await server.run();
    const bucket = new Bucket(folder, server, port);
    await new Promise<void>((resolve) => bucket.#proxy.listen(0, '127.0.0.1', resolve));
    bucket.endpoint = `http://127.0.0.1:${(bucket.#proxy.address() as AddressInfo).port}`;
    return bucket;
  }

  async stop(): Promise<void> {
    this.#proxy.closeAllConnections();
    await new Promise((resolve) => this.#proxy.close(resolve));
    this.#client.destroy();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async put(key: string, body: Uint8Array | string, metadata: Record<string, string> = {}): Promise<void> {
    const Body = typeof body === 'string' ? Buffer.from(body) : body;
    await this.#client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body, Metadata: metadata }));
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  }

  /** Entries on a page of a listing. */
  set pageSize(size: number) {
    this.#pages.size = size;
  }

  count(kind: 'list' | 'get'): number {
    return this.asked.filter((one) => one.kind === kind).length;
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const key = decodeURIComponent(url.pathname.slice(`/${BUCKET}/`.length));
    const kind = url.searchParams.has('list-type') ? 'list' : 'get';
    const asked: Asked = {
      method: incoming.method ?? '',
      kind,
      key,
      query: url.searchParams,
      headers: incoming.headers,
    };
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault?.kind === 'error') {
      const { status, code, message = code, headers = {} } = fault;
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
      outgoing.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
    } else if (fault?.kind === 'reset') incoming.socket.resetAndDestroy();
    else this.#forward(asked, url, incoming, outgoing, fault);
  }

  #forward(
    asked: Asked,
    url: URL,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    fault: Fault | undefined,
  ): void {
    const { authorization, ...unsigned } = incoming.headers;
    const isList = asked.kind === 'list';
    const path = isList ? `${url.pathname}?${this.#pages.upstream(asked.query)}` : incoming.url;
    // The server compares signatures, and knows one Region; a listing is asked for in other words than were signed.
    const isForeign = authorization?.includes('/us-east-1/') === false;
    const headers = isList || isForeign || authorization === undefined ? unsigned : { ...unsigned, authorization };
    const upstream = request(
      { host: '127.0.0.1', port: this.#port, method: incoming.method, path, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const whole = Buffer.concat(chunks);
          const isOk = answer.statusCode === 200;
          const wanted = asked.headers['if-match'];
          if (isOk && !isList && wanted !== undefined && wanted !== answer.headers.etag) {
            const code = 'PreconditionFailed';
            outgoing.writeHead(412).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
            return;
          }
          const body = isOk && isList ? Buffer.from(this.#pages.page(whole.toString(), asked.query, this)) : whole;
          this.#send(outgoing, answer, body, fault);
        });
      },
    );
    upstream.on('error', () => outgoing.destroy());
    upstream.end();
  }

  #send(outgoing: ServerResponse, answer: IncomingMessage, body: Buffer, fault: Fault | undefined): void {
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    const length = { 'content-length': String(body.length) };
    const status = answer.statusCode ?? 500;
    if (fault?.kind === 'truncate' || fault?.kind === 'stall') {
      outgoing.writeHead(status, { ...headers, ...length });
      outgoing.write(body.subarray(0, fault.bytes), () => {
        if (fault.kind === 'truncate') outgoing.destroy();
      });
    } else if (fault?.kind === 'shorten') {
      outgoing.writeHead(status, { ...headers, 'content-length': String(fault.bytes) });
      outgoing.end(body.subarray(0, fault.bytes));
    } else if (fault?.kind === 'flip') {
      const flipped = Uint8Array.from(body);
      flipped[0] = (flipped[0] ?? 0) ^ 1;
      outgoing.writeHead(status, { ...headers, ...length, 'x-amz-checksum-crc32': fault.crc32 });
      outgoing.end(flipped);
    } else outgoing.writeHead(status, { ...headers, ...length }).end(body);
  }
}
