/** Policy documents, as they stand in requests. */
import { ACCOUNT } from './account.ts';
import type { Random } from './random.ts';

const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'sts:AssumeRole',
  'logs:PutLogEvents',
  'ec2:Describe*',
  'sqs:SendMessage',
  'dynamodb:*',
];

/** JSON texts of policies of one to eight statements. */
export function policyDocuments(random: Random, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const Statement = Array.from({ length: random.integer(1, 8) }, (_, number) =>
      statement(random, `Rule${number + 1}`, index),
    );
    return JSON.stringify({ Version: '2012-10-17', Statement });
  });
}

function statement(random: Random, Sid: string, index: number): unknown {
  const Action = Array.from({ length: random.integer(1, 4) }, () => random.pick(ACTIONS));
  return {
    Sid,
    Effect: random.chance(0.85) ? 'Allow' : 'Deny',
    Principal: random.chance(0.5)
      ? { AWS: `arn:aws:iam::${ACCOUNT}:role/reader-${index}` }
      : { Service: 'lambda.amazonaws.com' },
    Action: Action.length === 1 ? Action[0] : Action,
    Resource: [`arn:aws:s3:::acme-data-${index}`, `arn:aws:s3:::acme-data-${index}/*`],
    ...(random.chance(0.4) && {
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Bool: { 'aws:SecureTransport': 'true' } },
    }),
  };
}
