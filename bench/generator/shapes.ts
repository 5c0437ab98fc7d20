/** Requests and responses of the APIs that archives are full of, or that people ask about. */

/** JSON texts with slots; what is left out is null, or not a member where CloudTrail would leave it out. */
export interface EventShape {
  readonly request?: string;
  readonly response?: string;
  readonly failedResponse?: string;
  /** The error members of a failure, with a comma after them; by default those of the service. */
  readonly failure?: string;
  readonly additional?: string;
  readonly resources?: string;
  readonly category?: 'Data';
  readonly type?: 'AwsConsoleSignIn';
}

const KEY_RESOURCE =
  '[{"accountId":"{{account}}","type":"AWS::KMS::Key","ARN":"arn:aws:kms:{{region}}:{{account}}:key/{{kmsKey}}"}]';
const S3_ADDITIONAL =
  '{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"{{token}}=","bytesTransferredOut":{{bytes}}}';
const S3_OBJECT =
  '[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::{{bucket}}/{{key}}"},{"accountId":"{{account}}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{{bucket}}"}]';
const S3_BUCKET = '[{"accountId":"{{account}}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{{bucket}}"}]';
const ENCRYPTION_CONTEXTS = [
  '{"aws:s3:arn":"arn:aws:s3:::{{bucket}}/{{key}}"}',
  '{"aws:lambda:FunctionArn":"arn:aws:lambda:{{region}}:{{account}}:function:{{function}}"}',
  '{"SecretARN":"arn:aws:secretsmanager:{{region}}:{{account}}:secret:{{secret}}","SecretVersionId":"{{uuid}}"}',
  '{"PARAMETER_ARN":"arn:aws:ssm:{{region}}:{{account}}:parameter{{parameter}}"}',
];

const items = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(',');
const tagList = (count: number): string => items(count, (n) => `{"key":"tag-${n}","value":"{{tag.${n}}}"}`);
const instance = (n: number): string =>
  `{"instanceId":"i-0{{hex17.${n}}}","imageId":"ami-0{{hex17.image}}","instanceState":{"code":0,"name":"pending"},"privateDnsName":"ip-{{int.${n}}}.ec2.internal","amiLaunchIndex":${n},"productCodes":{},"instanceType":"m6i.large","launchTime":1714557600000,"placement":{"availabilityZone":"{{region}}a","tenancy":"default"},"monitoring":{"state":"pending"},"subnetId":"subnet-0{{hex17.subnet}}","vpcId":"vpc-0{{hex17.vpc}}","privateIpAddress":"{{privateIp.${n}}}","stateReason":{"code":"pending","message":"pending"},"architecture":"x86_64","rootDeviceType":"ebs","rootDeviceName":"/dev/xvda","blockDeviceMapping":{},"virtualizationType":"hvm","hypervisor":"xen","tagSet":{"items":[${tagList(3)}]},"groupSet":{"items":[{"groupId":"sg-0{{hex17.sg}}","groupName":"{{name}}"}]},"ebsOptimized":true,"enaSupport":true,"metadataOptions":{"state":"pending","httpTokens":"required","httpPutResponseHopLimit":2,"httpEndpoint":"enabled"}}`;

function s3Object(name: string): EventShape[] {
  const request = `{"bucketName":"{{bucket}}","Host":"s3.{{region}}.amazonaws.com","key":"{{key}}"`;
  const common = { additional: S3_ADDITIONAL, resources: S3_OBJECT, category: 'Data' } as const;
  if (name === 'PutObject' || name === 'CopyObject') {
    const response =
      '{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:{{region}}:{{account}}:key/{{kmsKey}}"}';
    return [
      {
        ...common,
        request: `${request},"x-amz-server-side-encryption":"aws:kms","x-amz-storage-class":"STANDARD_IA"}`,
        response,
      },
      {
        ...common,
        request: `${request},"x-amz-acl":"bucket-owner-full-control"}`,
        response: '{"x-amz-server-side-encryption":"AES256"}',
      },
    ];
  }
  return [
    { ...common, request: `${request}}` },
    { ...common, request: `${request},"response-content-type":"application/json"}` },
  ];
}

function s3Bucket(name: string): EventShape[] {
  const query = name.replace(/^(Get|Put)Bucket/, '').replace(/^./, (first) => first.toLowerCase());
  const head = `{"bucketName":"{{bucket}}","Host":"s3.{{region}}.amazonaws.com","${query}":""`;
  const body =
    name === 'PutBucketPolicy'
      ? ',"bucketPolicy":{{policy}}'
      : name === 'PutBucketTagging'
        ? `,"Tagging":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","TagSet":{"Tag":[${tagList(4)}]}}`
        : '';
  return [{ request: `${head}${body}}`, additional: S3_ADDITIONAL, resources: S3_BUCKET }];
}

function kms(name: string): EventShape[] {
  const algorithm = '"encryptionAlgorithm":"SYMMETRIC_DEFAULT"';
  return ENCRYPTION_CONTEXTS.map((context) => ({
    request:
      name === 'GenerateDataKey'
        ? `{"keyId":"arn:aws:kms:{{region}}:{{account}}:key/{{kmsKey}}","encryptionContext":${context},"keySpec":"AES_256"}`
        : `{"encryptionContext":${context},${algorithm}}`,
    resources: KEY_RESOURCE,
  }));
}

function describeEc2(name: string): EventShape[] {
  const set = name.replace(/^Describe/, '').replace(/^./, (first) => first.toLowerCase());
  const single = set.replace(/ies$/, 'y').replace(/s$/, '');
  const ids = (count: number) => items(count, (n) => `{"${single}Id":"${single.slice(0, 4)}-0{{hex17.${n}}}"}`);
  return [
    { request: `{"${single}Set":{},"filterSet":{}}` },
    { request: `{"${set}Set":{"items":[${ids(1)}]},"filterSet":{}}` },
    { request: `{"${set}Set":{"items":[${ids(5)}]},"filterSet":{}}` },
    {
      request: `{"maxResults":{{int}},"${set}Set":{},"filterSet":{"items":[{"name":"tag:Name","valueSet":{"items":[{"value":"{{name}}"}]}},{"name":"vpc-id","valueSet":{"items":[{"value":"vpc-0{{hex17}}"}]}}]}}`,
    },
  ];
}

const RUN_INSTANCES: readonly EventShape[] = [1, 2, 6].map((count) => ({
  request: `{"instancesSet":{"items":[{"imageId":"ami-0{{hex17.image}}","minCount":${count},"maxCount":${count},"keyName":"{{name}}"}]},"groupSet":{"items":[{"groupId":"sg-0{{hex17.sg}}"}]},"userData":"<sensitiveDataRemoved>","instanceType":"m6i.large","blockDeviceMapping":{"items":[{"deviceName":"/dev/xvda","ebs":{"volumeSize":{{int}},"deleteOnTermination":true,"volumeType":"gp3","encrypted":true}}]},"monitoring":{"enabled":false},"disableApiTermination":false,"clientToken":"{{uuid}}","iamInstanceProfile":{"name":"{{role}}"},"tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[${tagList(3)}]}]}}`,
  response: `{"requestId":"{{uuid.request}}","reservationId":"r-0{{hex17}}","ownerId":"{{account}}","groupSet":{},"instancesSet":{"items":[${items(count, instance)}]}}`,
}));

const ASSUME_ROLE: EventShape = {
  request: '{"roleArn":"arn:aws:iam::{{account}}:role/{{role}}","roleSessionName":"{{hex17}}","durationSeconds":3600}',
  response:
    '{"credentials":{"accessKeyId":"{{temporaryKey}}","sessionToken":"{{sessionToken}}","expiration":"May 1, 2024, 10:00:00 AM"},"assumedRoleUser":{"assumedRoleId":"AROAEXAMPLE0ROLEID000:{{hex17}}","arn":"arn:aws:sts::{{account}}:assumed-role/{{role}}/{{hex17}}"}}',
  resources: '[{"accountId":"{{account}}","type":"AWS::IAM::Role","ARN":"arn:aws:iam::{{account}}:role/{{role}}"}]',
};

const CONSOLE_LOGIN: EventShape = {
  response: '{"ConsoleLogin":"Success"}',
  failedResponse: '{"ConsoleLogin":"Failure"}',
  failure: '"errorMessage":"Failed authentication",',
  additional:
    '{"LoginTo":"https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true","MobileVersion":"No","MFAUsed":"Yes","MFAIdentifier":"arn:aws:iam::{{account}}:mfa/{{user}}"}',
  type: 'AwsConsoleSignIn',
};

const INGRESS: EventShape = {
  request: `{"groupId":"sg-0{{hex17}}","ipPermissions":{"items":[${items(3, (n) => `{"ipProtocol":"tcp","fromPort":{{int.${n}}},"toPort":{{int.${n}}},"groups":{},"ipRanges":{"items":[{"cidrIp":"{{cidr.${n}}}","description":"{{tag.${n}}}"}]},"ipv6Ranges":{},"prefixListIds":{}}`)}]}}`,
  response: `{"requestId":"{{uuid.request}}","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"{{account}}","groupId":"sg-0{{hex17}}","securityGroupRuleId":"sgr-0{{hex17.rule}}","isEgress":false,"ipProtocol":"tcp","cidrIpv4":"{{cidr.0}}"}]}}`,
};

const METRIC_DATA: readonly EventShape[] = [1, 3, 10].map((count) => ({
  request: `{"metricDataQueries":[${items(count, (n) => `{"id":"m${n}","metricStat":{"metric":{"namespace":"AWS/EC2","metricName":"CPUUtilization","dimensions":[{"name":"InstanceId","value":"{{instance.${n}}}"}]},"period":60,"stat":"Average"},"returnData":true}`)}],"startTime":"{{minutes}}","endTime":"{{time}}"}`,
}));

const dynamo = (name: string): EventShape => ({
  request: name.startsWith('Batch')
    ? '{"requestItems":{"{{table}}":{"keys":[{"id":{"s":"HIDDEN_DUE_TO_SECURITY_REASONS"}}]}}}'
    : '{"tableName":"{{table}}","key":{"pk":"{{hex17}}","sk":"{{earlier}}"},"consistentRead":{{bool}}}',
  additional: '{"clusterType":"standard"}',
  resources:
    '[{"accountId":"{{account}}","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:{{region}}:{{account}}:table/{{table}}"}]',
  category: 'Data',
});

const KNOWN: ReadonlyMap<string, readonly EventShape[]> = new Map<string, readonly EventShape[]>([
  [
    'sts:AssumeRole',
    [
      ASSUME_ROLE,
      {
        ...ASSUME_ROLE,
        request:
          '{"roleArn":"arn:aws:iam::{{account}}:role/{{role}}","roleSessionName":"{{instance}}","externalId":"{{uuid}}","tags":[{"key":"team","value":"{{tag}}"}],"transitiveTagKeys":["team"]}',
      },
    ],
  ],
  ['sts:GetCallerIdentity', [{}]],
  ['signin:ConsoleLogin', [CONSOLE_LOGIN]],
  ['ec2:RunInstances', RUN_INSTANCES],
  ['ec2:AuthorizeSecurityGroupIngress', [INGRESS]],
  ['monitoring:GetMetricData', METRIC_DATA],
  [
    'ssm:UpdateInstanceInformation',
    [
      {
        request:
          '{"instanceId":"{{instance}}","agentVersion":"3.3.337.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"{{privateIp}}","computerName":"{{privateIp}}.ec2.internal","agentName":"amazon-ssm-agent","availabilityZone":"{{region}}a","sSMConnectionChannel":"ssmmessages"}',
      },
    ],
  ],
  [
    'ssm:GetParameter',
    [
      {
        request: '{"name":"{{parameter}}","withDecryption":{{bool}}}',
        resources: '[{"accountId":"{{account}}","ARN":"arn:aws:ssm:{{region}}:{{account}}:parameter{{parameter}}"}]',
      },
    ],
  ],
  [
    'logs:CreateLogStream',
    [{ request: '{"logGroupName":"{{logGroup}}","logStreamName":"2024/05/01/[$LATEST]{{hex17}}{{hex17.2}}"}' }],
  ],
  [
    'lambda:Invoke',
    [
      {
        request:
          '{"functionName":"arn:aws:lambda:{{region}}:{{account}}:function:{{function}}","invocationType":"RequestResponse"}',
        additional: '{"functionVersion":"arn:aws:lambda:{{region}}:{{account}}:function:{{function}}:$LATEST"}',
        resources:
          '[{"accountId":"{{account}}","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:{{region}}:{{account}}:function:{{function}}"}]',
        category: 'Data',
      },
    ],
  ],
  [
    'secretsmanager:GetSecretValue',
    [
      {
        request:
          '{"secretId":"arn:aws:secretsmanager:{{region}}:{{account}}:secret:{{secret}}","versionStage":"AWSCURRENT"}',
      },
    ],
  ],
  [
    'ecr:BatchGetImage',
    [
      {
        request:
          '{"registryId":"{{account}}","repositoryName":"{{repository}}","imageIds":[{"imageTag":"{{int}}"}],"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json","application/vnd.oci.image.index.v1+json","application/vnd.oci.image.manifest.v1+json"]}',
        resources: '[{"accountId":"{{account}}","ARN":"arn:aws:ecr:{{region}}:{{account}}:repository/{{repository}}"}]',
      },
    ],
  ],
  [
    'iam:PutRolePolicy',
    [{ request: '{"roleName":"{{role}}","policyName":"{{name}}","policyDocument":{{policyText}}}' }],
  ],
  [
    'iam:CreatePolicyVersion',
    [
      {
        request:
          '{"policyArn":"arn:aws:iam::{{account}}:policy/{{name}}","policyDocument":{{policyText}},"setAsDefault":true}',
        response:
          '{"policyVersion":{"isDefaultVersion":true,"createDate":"May 1, 2024 10:00:00 AM","versionId":"v{{int}}"}}',
      },
    ],
  ],
  [
    'iam:CreateRole',
    [
      {
        request: '{"roleName":"{{role}}","description":"{{tag}}","assumeRolePolicyDocument":{{policyText}}}',
        response:
          '{"role":{"path":"/","arn":"arn:aws:iam::{{account}}:role/{{role}}","roleId":"AROA{{hex17}}","createDate":"May 1, 2024 10:00:00 AM","roleName":"{{role}}","assumeRolePolicyDocument":{{policyText}}}}',
      },
    ],
  ],
  [
    'kms:PutKeyPolicy',
    [
      {
        request:
          '{"keyId":"{{kmsKey}}","policyName":"default","policy":{{policyText}},"bypassPolicyLockoutSafetyCheck":false}',
        resources: KEY_RESOURCE,
      },
    ],
  ],
]);

/** The shapes of an API that this file knows, else nothing. */
export function knownShapes(service: string, name: string): readonly EventShape[] | undefined {
  const exact = KNOWN.get(`${service}:${name}`);
  if (exact !== undefined) return exact;
  if (service === 's3') return name.includes('Object') || name.includes('Part') ? s3Object(name) : s3Bucket(name);
  if (service === 'kms' && /^(Decrypt|GenerateDataKey|Encrypt|ReEncrypt)/.test(name)) return kms(name);
  if (service === 'ec2' && name.startsWith('Describe')) return describeEc2(name);
  if (service === 'dynamodb' && /(Item|Query|Scan)$/.test(name)) return [dynamo(name)];
  return undefined;
}
