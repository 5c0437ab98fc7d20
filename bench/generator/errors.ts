/** How calls fail. */
import { Pool, zipfWeights } from './pool.ts';
import type { Moment, Slot } from './template.ts';

type Failure = readonly [code: string, message: (moment: Moment) => string];

const denied = ({ principal, api }: Moment): string =>
  `User: ${principal.arn} is not authorized to perform: ${api.service}:${api.name} because no identity-based policy allows the ${api.service}:${api.name} action`;
const says = (text: string) => (): string => text;

const COMMON: readonly Failure[] = [
  ['AccessDenied', denied],
  ['ThrottlingException', says('Rate exceeded')],
  ['ResourceNotFoundException', ({ random }) => `Requested resource not found: ${random.hex(8)}`],
  [
    'ValidationException',
    says('1 validation error detected: Value null at a required member failed to satisfy constraint'),
  ],
  ['AccessDeniedException', denied],
  ['InvalidParameterException', says('The parameter is not valid.')],
  ['ServiceUnavailable', says('Service is unavailable. Please try again.')],
  ['InternalFailure', says('We encountered an internal error. Please try again.')],
  ['ConflictException', says('The resource is being changed by another request.')],
  ['ExpiredToken', says('The security token included in the request is expired')],
  ['InvalidClientTokenId', says('The security token included in the request is invalid.')],
];

const OWN: ReadonlyMap<string, readonly Failure[]> = new Map<string, readonly Failure[]>([
  [
    's3',
    [
      ['NoSuchKey', says('The specified key does not exist.')],
      ['AccessDenied', says('Access Denied')],
      ['NoSuchBucketPolicy', says('The bucket policy does not exist')],
      [
        'ServerSideEncryptionConfigurationNotFoundError',
        says('The server side encryption configuration was not found'),
      ],
      ['NoSuchTagSet', says('The TagSet does not exist')],
      ['NoSuchLifecycleConfiguration', says('The lifecycle configuration does not exist')],
      ['NoSuchPublicAccessBlockConfiguration', says('The public access block configuration was not found')],
      ['NoSuchBucket', says('The specified bucket does not exist')],
    ],
  ],
  [
    'ec2',
    [
      [
        'Client.UnauthorizedOperation',
        ({ random }) =>
          `You are not authorized to perform this operation. Encoded authorization failure message: ${random.alphanumeric(180)}`,
      ],
      ['Client.DryRunOperation', says('Request would have succeeded, but DryRun flag is set.')],
      ['Client.InvalidInstanceID.NotFound', ({ random }) => `The instance ID 'i-0${random.hex(16)}' does not exist`],
      ['Client.RequestLimitExceeded', says('Request limit exceeded.')],
      ['Server.InsufficientInstanceCapacity', says('There is no capacity available that matches your request.')],
    ],
  ],
  [
    'iam',
    [
      ['NoSuchEntityException', ({ random }) => `The role with name app-${random.integer(1, 300)} cannot be found.`],
      ['EntityAlreadyExistsException', says('The entity already exists.')],
    ],
  ],
  ['dynamodb', [['ConditionalCheckFailedException', says('The conditional request failed')]]],
  ['lambda', [['ResourceConflictException', says('An update is in progress for the function.')]]],
  ['ssm', [['ParameterNotFound', says('The parameter was not found.')]]],
  ['sqs', [['QueueDoesNotExist', says('The specified queue does not exist.')]]],
]);

const poolOf = (failures: readonly Failure[]): Pool<Failure> => new Pool(failures, zipfWeights(failures.length, 1));
const commonPool = poolOf(COMMON);
const ownPools = new Map([...OWN].map(([service, failures]) => [service, poolOf(failures)]));

/** The members `errorCode` and `errorMessage` with a comma after them. */
export const errorMembers: Slot = (moment) => {
  const own = ownPools.get(moment.api.service);
  const [code, message] = (own && moment.random.chance(0.7) ? own : commonPool).draw(moment.random);
  return `"errorCode":"${code}","errorMessage":"${message(moment)}",`;
};
