/** The errors of S3, the SDK and the network that have words of their own here. */

export interface Asked {
  readonly action: 'list' | 'get';
  readonly bucket: string;
}

export interface Words {
  readonly message: string;
  readonly hint?: string;
  /** How far it reaches, where that is not what was asked for. */
  readonly scope?: 'object' | 'archived' | 'all';
  readonly missing?: boolean;
  readonly denied?: boolean;
}

type Explain = (asked: Asked, text: string) => Words;

const CREDENTIALS_HINT =
  'Choose a profile with --profile, log in (for instance with aws sso login), or read a public bucket with --no-sign-request.';
const LOG_IN =
  'Get new ones (for instance with aws sso login) and run the same command again: what is stored already is not read again.';
const GONE: Words = { message: 'it was deleted after it had been listed', missing: true };

/** By names of errors and codes of the operating system. */
const ROWS: readonly (readonly [names: readonly string[], explain: Explain])[] = [
  [
    ['NoSuchBucket'],
    ({ bucket }) => ({
      message: `There is no bucket ${bucket}.`,
      hint: 'Check its name, and that the credentials are of its partition: China and GovCloud have their own.',
      scope: 'all',
      missing: true,
    }),
  ],
  [['InvalidBucketName'], ({ bucket }) => ({ message: `${bucket} cannot be the name of a bucket.`, scope: 'all' })],
  [['NoSuchKey', 'MethodNotAllowed'], () => GONE],
  [
    ['InvalidObjectState'],
    () => ({ message: 'it is in an archive tier and must be restored first', scope: 'archived' }),
  ],
  [
    ['KMS.DisabledException'],
    () => ({ message: 'it cannot be decrypted: its KMS key is disabled. Enable it, then run the same command again' }),
  ],
  [['KMS.NotFoundException'], () => ({ message: 'it cannot be decrypted: its KMS key does not exist any more' })],
  [
    ['KMS.KMSInvalidStateException'],
    () => ({
      message:
        'it cannot be decrypted: its KMS key is not in use, perhaps because it is to be deleted. Mend that, then run the same command again',
    }),
  ],
  [
    ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired'],
    () => ({ message: 'The AWS credentials have expired.', hint: LOG_IN, scope: 'all' }),
  ],
  [
    ['InvalidAccessKeyId', 'InvalidToken', 'InvalidClientTokenId', 'UnrecognizedClientException'],
    () => ({
      message: 'AWS does not know these credentials.',
      hint: 'Check the profile or the environment variables. China and GovCloud have credentials of their own.',
      scope: 'all',
    }),
  ],
  [
    ['SignatureDoesNotMatch'],
    () => ({
      message: 'The signature is refused: the secret access key is not the one of the access key.',
      hint: 'Check the profile or the environment variables.',
      scope: 'all',
    }),
  ],
  [
    ['RequestTimeTooSkewed'],
    () => ({
      message: 'The clock of this computer is wrong: S3 refuses its requests.',
      hint: 'Set the clock.',
      scope: 'all',
    }),
  ],
  [
    [
      'PermanentRedirect',
      'TemporaryRedirect',
      'Redirect',
      'AuthorizationHeaderMalformed',
      'IllegalLocationConstraintException',
    ],
    ({ bucket }) => ({
      message: `The bucket ${bucket} is in another Region.`,
      hint: 'Name its Region with --s3-region.',
      scope: 'all',
    }),
  ],
  [
    ['CredentialsProviderError', 'TokenProviderError'],
    (_, text) => ({
      message: `There are no AWS credentials to use: ${text}`,
      hint: CREDENTIALS_HINT,
      scope: 'all',
    }),
  ],
  [
    ['SlowDown', 'ServiceUnavailable', 'InternalError', 'RequestTimeout', 'TooManyRequestsException'],
    () => ({
      message: 'S3 was too busy at each attempt',
      hint: 'Run the same command again later: it goes on where it stopped.',
    }),
  ],
  [
    ['ENOTFOUND', 'EAI_AGAIN'],
    (_, text) => ({
      message: `The host of the bucket cannot be found: ${text}`,
      hint: 'Check the network. A server that is not AWS (--endpoint) often needs --path-style.',
      scope: 'all',
    }),
  ],
  [
    ['ECONNREFUSED'],
    (_, text) => ({
      message: `Nothing answers there: ${text}`,
      hint: 'Check --endpoint and the network.',
      scope: 'all',
    }),
  ],
  [
    ['ENOSPC', 'EDQUOT'],
    () => ({
      message: 'There is no space left in the folder for temporary files.',
      hint: 'Name another one in TMPDIR, and run the same command again.',
      scope: 'all',
    }),
  ],
];

const BY_NAME: ReadonlyMap<string, Explain> = new Map(
  ROWS.flatMap(([names, explain]) => names.map((name) => [name, explain] as const)),
);

/** The words for an error by its name, else by its code, else by the status of the answer. */
export function wordsFor(
  error: { readonly name: string; readonly code: string; readonly text: string; readonly status: number | undefined },
  asked: Asked,
): Words {
  const { name, code, text, status } = error;
  const known = BY_NAME.get(name) ?? BY_NAME.get(code);
  if (known !== undefined) return known(asked, text);
  if (status === 403) return denied(asked, text);
  if (status === 404 && asked.action === 'get') return GONE;
  if (/certificate|self.signed/i.test(text)) {
    return {
      message: `The server's certificate is not trusted: ${text}`,
      hint: 'Name the authority that signed it in NODE_EXTRA_CA_CERTS.',
      scope: 'all',
    };
  }
  const what = name === 'Error' || name === '' || text.includes(name) ? text : `${text} (${name})`;
  return { message: asked.action === 'list' ? `The bucket ${asked.bucket} cannot be listed: ${what}` : what };
}

function denied({ action, bucket }: Asked, text: string): Words {
  if (/kms/i.test(text)) {
    return {
      message:
        'it is encrypted with a KMS key that these credentials may not use: they need kms:Decrypt, by their policy and by that of the key',
      denied: true,
    };
  }
  if (action === 'get') return { message: 'access denied: the credentials need s3:GetObject for it', denied: true };
  return {
    message: `These credentials may not list the bucket ${bucket}.`,
    hint: 'They need s3:ListBucket. Where a policy allows a part of the bucket, name that part (s3://bucket/prefix). Some buckets need --requester-pays, public ones --no-sign-request.',
    denied: true,
  };
}
