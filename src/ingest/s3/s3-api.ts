/** The few requests that an ingest makes to S3, over the AWS SDK. The SDK is loaded with this file: import it when it is needed. */

import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
  type S3ClientConfig,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import { attemptsOf } from './s3-errors.ts';
import { clientConfig, limitsOf, type S3Settings } from './settings.ts';

/** More connections than are used at a time: listing and fetching go on together. */
const SOCKETS = 64;
const CONNECTION_TIMEOUT_MS = 15_000;
/** Signs the requests to a bucket whose Region nobody has told; redirects lead to the right one. */
const DEFAULT_REGION = 'us-east-1';

export interface ListRequest {
  readonly prefix: string;
  /** Tells the folders below the prefix instead of all that is in them. */
  readonly folders?: boolean;
  readonly startAfter?: string;
  readonly token?: string;
  readonly maxKeys?: number;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number;
  readonly etag: string;
  readonly storageClass: string;
  /** Whether a restored copy can be read. */
  readonly restored: boolean;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** Prefixes that end with `/`. */
  readonly folders: readonly string[];
  /** For the next page, if there is one. */
  readonly token: string | undefined;
}

export interface S3Answer {
  readonly body: Readable;
  /** As announced. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
  readonly modified: number | undefined;
  readonly metadata: ReadonlyMap<string, string>;
}

export class S3Api {
  readonly #client: S3Client;
  readonly #settings: S3Settings;
  /** Requests made again, by the SDK or by who calls. */
  retries = 0;
  /** Requests that were answered or failed, for tests and the report. */
  requests = 0;

  private constructor(client: S3Client, settings: S3Settings) {
    this.#client = client;
    this.#settings = settings;
  }

  static async open(settings: S3Settings): Promise<S3Api> {
    // It would tell every user what only those can heed who build this program.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const config = configOf(settings);
    let client = new S3Client(config);
    if (settings.region === undefined && !(await hasRegion(client))) {
      client.destroy();
      client = new S3Client({ ...config, region: DEFAULT_REGION });
    }
    return new S3Api(client, settings);
  }

  async list(bucket: string, request: ListRequest, signal: AbortSignal): Promise<ListPage> {
    const { prefix, folders, startAfter, token, maxKeys } = request;
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      // Keys may have characters that XML cannot hold.
      EncodingType: 'url',
      OptionalObjectAttributes: ['RestoreStatus'],
      ...(folders === true ? { Delimiter: '/' } : {}),
      ...(startAfter === undefined ? {} : { StartAfter: startAfter }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(maxKeys === undefined ? {} : { MaxKeys: maxKeys }),
      ...this.#payer(),
    });
    return pageOf(await this.#counted(this.#client.send(command, { abortSignal: signal })));
  }

  /** @param etag the object must have, if any: else the answer is an error of status 412 */
  async get(bucket: string, key: string, etag: string | undefined, signal: AbortSignal): Promise<S3Answer> {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(etag === undefined ? {} : { IfMatch: etag }),
      ...this.#payer(),
    });
    const answer = await this.#counted(this.#client.send(command, { abortSignal: signal }));
    if (!(answer.Body instanceof Readable)) throw new Error('the answer has no body');
    return {
      body: answer.Body,
      size: answer.ContentLength,
      etag: answer.ETag,
      modified: answer.LastModified?.getTime(),
      metadata: new Map(Object.entries(answer.Metadata ?? {})),
    };
  }

  close(): void {
    this.#client.destroy();
  }

  #payer(): { RequestPayer?: 'requester' } {
    return this.#settings.requesterPays === true ? { RequestPayer: 'requester' } : {};
  }

  async #counted<T extends { $metadata: { attempts?: number } }>(answer: Promise<T>): Promise<T> {
    this.requests++;
    try {
      const value = await answer;
      this.retries += (value.$metadata.attempts ?? 1) - 1;
      return value;
    } catch (error) {
      this.retries += attemptsOf(error) - 1;
      throw error;
    }
  }
}

function configOf(settings: S3Settings): S3ClientConfig {
  const { region, endpoint, pathStyle, noSignRequest } = settings;
  const agent = { keepAlive: true, maxSockets: SOCKETS };
  return {
    ...clientConfig(settings),
    followRegionRedirects: true,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: limitsOf(settings).idleTimeout,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(pathStyle === true ? { forcePathStyle: true } : {}),
    // Credentials are looked for before anything is signed, so that there must be some.
    ...(noSignRequest === true
      ? { credentials: { accessKeyId: '', secretAccessKey: '' }, signer: { sign: async (request) => request } }
      : {}),
  };
}

async function hasRegion(client: S3Client): Promise<boolean> {
  try {
    return (await client.config.region()) !== '';
  } catch {
    return false;
  }
}

function pageOf(answer: ListObjectsV2CommandOutput): ListPage {
  const decode = answer.EncodingType === 'url' ? decodeKey : (key: string): string => key;
  return {
    objects: (answer.Contents ?? []).flatMap((object) => listedObject(object, decode)),
    folders: (answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [decode(Prefix)])),
    token: answer.IsTruncated === true ? answer.NextContinuationToken : undefined,
  };
}

function listedObject(object: S3Object, decode: (key: string) => string): ListedObject[] {
  if (object.Key === undefined) return [];
  const { IsRestoreInProgress, RestoreExpiryDate } = object.RestoreStatus ?? {};
  return [
    {
      key: decode(object.Key),
      size: object.Size ?? 0,
      // What a later answer tells of the object has whole seconds.
      modified: Math.floor((object.LastModified?.getTime() ?? 0) / 1000) * 1000,
      etag: object.ETag ?? '',
      storageClass: object.StorageClass ?? 'STANDARD',
      restored: IsRestoreInProgress === false && RestoreExpiryDate !== undefined,
    },
  ];
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
