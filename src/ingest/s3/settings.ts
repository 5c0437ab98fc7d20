/** How S3 is reached. */
export interface S3Settings {
  /** A profile of the AWS configuration files; the SDK's own choice when left out. So with the others. */
  readonly profile?: string;
  /** The Region of the bucket: when it is another one, redirects are followed. */
  readonly region?: string;
  /** URL of a server that speaks S3, such as MinIO. */
  readonly endpoint?: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  readonly pathStyle?: boolean;
  /** Agree to pay for the requests. */
  readonly requesterPays?: boolean;
  /** Sign nothing: for buckets that are open to all. */
  readonly noSignRequest?: boolean;
  readonly limits?: Partial<S3Limits>;
}

export interface S3Limits {
  /** Attempts of a request, waits between them included in the SDK's rules: exponential, jittered, at most 20 seconds. */
  readonly attempts: number;
  /** Times an object is fetched again whose bytes broke off or were not those announced. */
  readonly bodyAttempts: number;
  /** First and longest wait before that, milliseconds. */
  readonly retryDelay: number;
  readonly maxRetryDelay: number;
  /** A connection on which nothing comes for so long is given up, milliseconds. */
  readonly idleTimeout: number;
  /** Larger objects go to a temporary file, bytes. */
  readonly memoryObject: number;
}

const S3_LIMITS: S3Limits = {
  attempts: 8,
  bodyAttempts: 6,
  retryDelay: 250,
  maxRetryDelay: 20_000,
  idleTimeout: 60_000,
  // CloudTrail's own objects have 50 MB at most before they are compressed, and about a tenth of it after.
  memoryObject: 16 << 20,
};

export function limitsOf({ limits }: S3Settings): S3Limits {
  return { ...S3_LIMITS, ...limits };
}

/** What all clients of the SDK have in common here. */
export function clientConfig(settings: S3Settings): {
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly profile?: string;
} {
  const { profile } = settings;
  const { attempts } = limitsOf(settings);
  return { maxAttempts: attempts, retryMode: 'standard', ...(profile === undefined ? {} : { profile }) };
}
