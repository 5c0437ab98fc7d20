/** Requests and responses of the other APIs: made up of the member names that AWS's APIs favour, from what the API's name says. */
import type { Random } from './random.ts';
import { isRead } from './services.ts';
import type { EventShape } from './shapes.ts';

type Member = readonly [name: string, value: string];

const SCALARS: readonly Member[] = [
  ['description', '"{{tag}}"'],
  ['clientToken', '"{{uuid}}"'],
  ['kmsKeyId', '"arn:aws:kms:{{region}}:{{account}}:key/{{kmsKey}}"'],
  ['roleArn', '"arn:aws:iam::{{account}}:role/{{role}}"'],
  ['enabled', '{{bool}}'],
  ['timeoutSeconds', '{{int}}'],
  ['threshold', '{{float}}'],
  ['engineVersion', '"14.{{int}}"'],
  ['status', '"ACTIVE"'],
  ['type', '"{{word}}"'],
  ['environment', '"{{stage}}"'],
];

const NESTED: readonly Member[] = [
  ['tags', '[{"key":"Name","value":"{{name}}"},{"key":"Team","value":"{{tag}}"}]'],
  ['tags', '{"Name":"{{name}}","aws:cloudformation:stack-name":"{{stack}}","Team":"{{tag}}"}'],
  ['filters', '[{"name":"state","values":["available","in-use"]}]'],
  [
    'vpcConfig',
    '{"subnetIds":["subnet-0{{hex17.a}}","subnet-0{{hex17.b}}"],"securityGroupIds":["sg-0{{hex17.c}}"],"endpointPublicAccess":{{bool}}}',
  ],
  [
    'configuration',
    '{"mode":"{{word}}","retention":{"days":{{int}},"enabled":{{bool}}},"targets":[{"id":"t-{{int}}","weight":{{int.2}}},{"id":"t-{{int.3}}","weight":{{int.4}}}]}',
  ],
  ['environmentVariables', '{"STAGE":"{{stage}}","LOG_LEVEL":"info","TABLE_NAME":"{{table}}","QUEUE":"{{queue}}"}'],
  [
    'networkConfiguration',
    '{"awsvpcConfiguration":{"subnets":["subnet-0{{hex17.a}}"],"securityGroups":["sg-0{{hex17.c}}"],"assignPublicIp":"DISABLED"}}',
  ],
  ['policyDocument', '{{policyText}}'],
];

const lowerFirst = (text: string): string => text.replace(/^./, (first) => first.toLowerCase());

export function genericShape(name: string, random: Random): EventShape {
  const [, noun = 'Resource'] = /^[A-Z]+[a-z]+([A-Z][A-Za-z]*)/.exec(name) ?? [];
  const subject = lowerFirst(noun.replace(/s$/, ''));
  const arn = `"arn:aws:{{word}}:{{region}}:{{account}}:${subject}/{{name}}"`;
  return isRead(name) ? { ...readShape(subject, arn, random) } : writeShape(subject, arn, random);
}

function readShape(subject: string, arn: string, random: Random): EventShape {
  const members: Member[] = [];
  if (random.chance(0.2)) return random.chance(0.5) ? {} : { request: '{}' };
  if (random.chance(0.6)) members.push([`${subject}Name`, '"{{name}}"']);
  if (random.chance(0.25)) members.push([`${subject}Arn`, arn]);
  if (random.chance(0.3))
    members.push([`${subject}Ids`, `["{{hex17.1}}"${random.chance(0.5) ? ',"{{hex17.2}}","{{hex17.3}}"' : ''}]`]);
  if (random.chance(0.4)) members.push(['maxResults', '{{int}}']);
  if (random.chance(0.1)) members.push(['nextToken', '"{{token}}"']);
  if (random.chance(0.15)) members.push(random.pick(NESTED.slice(0, 3)));
  const request = object(members);
  return random.chance(0.2) ? { request, resources: `[{"accountId":"{{account}}","ARN":${arn}}]` } : { request };
}

function writeShape(subject: string, arn: string, random: Random): EventShape {
  const members: Member[] = [[`${subject}Name`, '"{{name}}"']];
  for (let i = random.integer(0, 3); i > 0; i--) members.push(random.pick(SCALARS));
  for (let i = random.integer(0, 2); i > 0; i--) members.push(random.pick(NESTED));
  const request = object(members);
  if (random.chance(0.35)) return { request };
  const response = object([
    [
      subject,
      object([
        [`${subject}Arn`, arn],
        [`${subject}Id`, '"{{hex17}}"'],
        ['createdAt', '"{{time}}"'],
        ...members.slice(1),
      ]),
    ],
  ]);
  return { request, response };
}

/** A name that is there already is not written again. */
function object(members: readonly Member[]): string {
  return `{${[...new Map(members)].map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}
