/** Who calls: roles' sessions, users, services, root, other accounts. Each has its own few addresses, agents and habits. */
import { ACCOUNT } from './account.ts';
import type { Api } from './apis.ts';
import { isoSeconds } from './clock.ts';
import { Pool, type Skew, WeightedIndex } from './pool.ts';
import { hash32, Random } from './random.ts';

export interface Principal {
  readonly arn: string;
  readonly addresses: readonly string[];
  readonly agents: readonly string[];
  /** The APIs it calls most of the time. */
  readonly reads: Pool<Api>;
  readonly writes: Pool<Api>;
  /** Whether other accounts get a copy of its events. */
  readonly shared: boolean;
  /** JSON text of `userIdentity`. */
  identity(time: number): string;
  /** The member `sessionCredentialFromConsole` with a comma before it, or nothing. */
  readonly consoleMember: string;
  /** The member `tlsDetails` with a comma before it, or nothing. */
  tlsMember(service: string, region: string): string;
}

export interface Apis {
  readonly reads: Pool<Api>;
  readonly writes: Pool<Api>;
}

const CALLING_SERVICES =
  'ec2 lambda ecs-tasks config cloudtrail autoscaling ssm logs elasticloadbalancing rds cloudformation eks s3 events states backup guardduty delivery.logs firehose glue'
    .split(' ')
    .map((name) => `${name}.amazonaws.com`);
const CIPHERS = ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'TLS_AES_256_GCM_SHA384'];
const SDK_NAMES = [
  'aws-sdk-go',
  'Boto3',
  'aws-sdk-java',
  'aws-sdk-js',
  'aws-cli',
  'aws-sdk-go-v2',
  'APN/1.0 HashiCorp/1.0 Terraform',
];
const SDK_TAILS = [
  '(go1.22.2; linux; amd64)',
  'md/Botocore#1.34.84 ua/2.0 os/linux#6.1.84 lang/python#3.11.8',
  'Linux/5.10.214 OpenJDK_64-Bit_Server_VM/17.0.10+7 Java/17.0.10',
  'exec-env/AWS_Lambda_nodejs20.x',
  'exe/x86_64.amzn.2023 prompt/off command/s3.cp',
  'amazon-ssm-agent/3.3.337.0',
];
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';

/** How many there are. */
const SIZES = {
  high: { users: 120, roles: 320, sessionsPerRole: 3, addresses: 1500, agents: 160 },
  low: { users: 3000, roles: 4000, sessionsPerRole: 4, addresses: 150_000, agents: 6000 },
} as const;

/** Draws who calls. */
export class Principals {
  readonly #kinds = new WeightedIndex([0.74, 0.11, 0.145, 0.003, 0.002]);
  readonly #pools: readonly Pool<Principal>[];

  constructor(skew: Skew, seed: number, apis: Apis) {
    const random = new Random(seed, 'principals');
    const sizes = SIZES[skew];
    const maker = new Maker(skew, random, apis, sizes.addresses, sizes.agents);
    const roles = Array.from({ length: sizes.roles }, (_, index) => maker.role(index));
    const sessions = Array.from({ length: sizes.sessionsPerRole }, () =>
      roles.map((role) => maker.session(role)),
    ).flat();
    const users = Array.from({ length: sizes.users }, (_, index) => maker.user(index));
    this.#pools = [
      Pool.of(skew, sessions, 0.9),
      Pool.of(skew, users, 1),
      Pool.of(
        skew,
        CALLING_SERVICES.map((service) => maker.service(service)),
      ),
      Pool.of(skew, [maker.root()]),
      Pool.of(
        skew,
        ['210987654321', '345678901234'].map((account) => maker.otherAccount(account)),
      ),
    ];
  }

  draw(random: Random): Principal {
    const pool = this.#pools[this.#kinds.draw(random)];
    if (pool === undefined) throw new RangeError('no such kind of principal');
    return pool.draw(random);
  }
}

interface Role {
  readonly name: string;
  readonly id: string;
  readonly path: string;
}

class Maker {
  readonly #skew: Skew;
  readonly #random: Random;
  readonly #apis: Apis;
  readonly #addresses: Pool<string>;
  readonly #agents: Pool<string>;

  constructor(skew: Skew, random: Random, apis: Apis, addresses: number, agents: number) {
    this.#skew = skew;
    this.#random = random;
    this.#apis = apis;
    this.#addresses = Pool.of(
      skew,
      Array.from({ length: addresses }, () => addressOf(random)),
      0.8,
    );
    this.#agents = Pool.of(
      skew,
      Array.from({ length: agents }, () => agentOf(random)),
      0.8,
    );
  }

  role(index: number): Role {
    const random = this.#random;
    const kind = random.pick(['app', 'task', 'pipeline', 'node', 'admin', 'readonly', 'AWSServiceRoleFor']);
    return {
      name: `${kind}-${random.pick(['orders', 'search', 'ledger', 'billing', 'media', 'events'])}-${index}`,
      id: `AROA${random.base32(17)}`,
      path: random.chance(0.3) ? '/service-role/' : '/',
    };
  }

  session(role: Role): Principal {
    const random = this.#random;
    const name = random.pick([
      `i-0${random.hex(16)}`,
      random.hex(16),
      `session-${random.integer(1, 500)}`,
      `dev${random.integer(1, 90)}@example.com`,
    ]);
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/${name}`;
    const invokedBy = random.chance(0.1) ? random.pick(CALLING_SERVICES) : undefined;
    const console = invokedBy === undefined && name.endsWith('.com') && random.chance(0.4);
    const head = `{"type":"AssumedRole","principalId":"${role.id}:${name}","arn":"${arn}","accountId":"${ACCOUNT}","accessKeyId":"`;
    const issuer = `"sessionIssuer":{"type":"Role","principalId":"${role.id}","arn":"arn:aws:iam::${ACCOUNT}:role${role.path}${role.name}","accountId":"${ACCOUNT}","userName":"${role.name}"}`;
    const webIdentity = random.chance(0.15) ? '"webIdFederationData":{},' : '';
    const delivery = name.startsWith('i-') ? ',"ec2RoleDelivery":"2.0"' : '';
    const end = invokedBy === undefined ? '}' : `,"invokedBy":"${invokedBy}"}`;
    return this.#caller(arn, invokedBy, console, (time) => {
      const { key, created } = temporaryCredentials(arn, time);
      return `${head}${key}","sessionContext":{${issuer},${webIdentity}"attributes":{"creationDate":"${created}","mfaAuthenticated":"${console}"}${delivery}}${end}`;
    });
  }

  user(index: number): Principal {
    const random = this.#random;
    const name = random.pick([`deploy-${index}`, `backup-agent-${index}`, `jane.doe${index}`, `ci-${index}`]);
    const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
    const text = `{"type":"IAMUser","principalId":"AIDA${random.base32(17)}","arn":"${arn}","accountId":"${ACCOUNT}","accessKeyId":"AKIA${random.base32(16)}","userName":"${name}"}`;
    return this.#caller(arn, undefined, name.startsWith('jane') && random.chance(0.5), () => text);
  }

  service(name: string): Principal {
    const text = `{"type":"AWSService","invokedBy":"${name}"}`;
    return { ...this.#caller(name, name, false, () => text), shared: true };
  }

  root(): Principal {
    const arn = `arn:aws:iam::${ACCOUNT}:root`;
    return this.#caller(arn, undefined, true, (time) => {
      const { key, created } = temporaryCredentials(arn, time);
      return `{"type":"Root","principalId":"${ACCOUNT}","arn":"${arn}","accountId":"${ACCOUNT}","accessKeyId":"${key}","sessionContext":{"attributes":{"creationDate":"${created}","mfaAuthenticated":"true"}}}`;
    });
  }

  otherAccount(account: string): Principal {
    const id = `AROA${this.#random.base32(17)}`;
    const text = `{"type":"AWSAccount","principalId":"${id}:cross-account","accountId":"${account}"}`;
    return { ...this.#caller(account, undefined, false, () => text), shared: true };
  }

  /** What goes for all kinds. Calls by a service have its name for address and agent, and no TLS details. */
  #caller(arn: string, service: string | undefined, console: boolean, identity: (time: number) => string): Principal {
    const random = this.#random;
    const cipher = random.pick(CIPHERS);
    const version = cipher.startsWith('TLS_') ? 'TLSv1.3' : 'TLSv1.2';
    const tls = `,"tlsDetails":{"tlsVersion":"${version}","cipherSuite":"${cipher}","clientProvidedHostHeader":"`;
    const several = (pool: Pool<string>, most: number) =>
      Array.from({ length: random.integer(1, most) }, () => pool.draw(random));
    const agents = console ? [BROWSER, 'AWS Internal'] : several(this.#agents, 2);
    return {
      arn,
      addresses: service === undefined ? several(this.#addresses, 3) : [service],
      agents: service === undefined ? agents : [service],
      reads: this.#habits(this.#apis.reads),
      writes: this.#habits(this.#apis.writes),
      shared: false,
      consoleMember: console ? ',"sessionCredentialFromConsole":"true"' : '',
      identity,
      tlsMember: (name, region) => (service === undefined ? `${tls}${name}.${region}.amazonaws.com"}` : ''),
    };
  }

  #habits(apis: Pool<Api>): Pool<Api> {
    const random = this.#random;
    return Pool.of(
      this.#skew,
      Array.from({ length: random.integer(2, 12) }, () => apis.draw(random)),
      0.8,
    );
  }
}

/** Sessions last a day; each has its own key and start. */
function temporaryCredentials(arn: string, time: number): { key: string; created: string } {
  const length = 86_400_000;
  const offset = hash32(arn) % length;
  const session = Math.floor((time + offset) / length);
  const start = session * length - offset;
  const random = new Random(arn, session);
  return { key: `ASIA${random.base32(16)}`, created: isoSeconds(start) };
}

function addressOf(random: Random): string {
  if (random.chance(0.04))
    return `2001:db8:${random.hex(4)}:${random.hex(4)}::${random.hex(4).replace(/^0+/, '') || '1'}`;
  const first = random.pick([10, 10, 172, 52, 54, 3, 18, 198, 203]);
  return `${first}.${random.integer(0, 255)}.${random.integer(0, 255)}.${random.integer(1, 254)}`;
}

function agentOf(random: Random): string {
  return `${random.pick(SDK_NAMES)}/${random.integer(1, 2)}.${random.integer(0, 60)}.${random.integer(0, 300)} ${random.pick(SDK_TAILS)}`;
}
