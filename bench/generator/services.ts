/**
 * Services and their APIs, the most called first, in both directions: the frequency of a call falls with the rank of its service and its
 * rank within the service.
 */
export const SERVICES: readonly (readonly [service: string, apis: string])[] = [
  ['sts', 'AssumeRole GetCallerIdentity AssumeRoleWithWebIdentity AssumeRoleWithSAML GetSessionToken'],
  [
    's3',
    'GetObject PutObject HeadObject ListObjects GetBucketAcl GetBucketLocation HeadBucket ListBuckets GetBucketPolicy GetBucketEncryption GetBucketTagging GetBucketVersioning GetBucketPublicAccessBlock DeleteObject GetBucketLifecycle CopyObject UploadPart CompleteMultipartUpload PutBucketPolicy PutBucketEncryption PutBucketTagging CreateBucket PutBucketLifecycle PutBucketPublicAccessBlock',
  ],
  [
    'kms',
    'Decrypt GenerateDataKey Encrypt DescribeKey ListKeys ListAliases GetKeyPolicy CreateGrant GetKeyRotationStatus RetireGrant ListGrants ReEncryptTo PutKeyPolicy CreateKey',
  ],
  [
    'ec2',
    'DescribeInstances DescribeVolumes DescribeSecurityGroups DescribeTags DescribeSubnets DescribeVpcs DescribeNetworkInterfaces DescribeImages DescribeInstanceStatus DescribeRegions DescribeSnapshots DescribeAddresses DescribeRouteTables DescribeAvailabilityZones CreateTags DescribeLaunchTemplateVersions CreateNetworkInterface DeleteNetworkInterface RunInstances TerminateInstances AuthorizeSecurityGroupIngress AttachVolume CreateSnapshot DeleteSnapshot ModifyInstanceAttribute StartInstances StopInstances CreateSecurityGroup RevokeSecurityGroupIngress',
  ],
  [
    'ssm',
    'UpdateInstanceInformation GetParameter GetParametersByPath GetParameters ListInstanceAssociations DescribeInstanceInformation PutInventory UpdateInstanceAssociationStatus GetDocument ListAssociations SendCommand GetCommandInvocation OpenDataChannel StartSession PutParameter PutComplianceItems',
  ],
  [
    'logs',
    'CreateLogStream DescribeLogGroups DescribeLogStreams CreateLogGroup PutRetentionPolicy FilterLogEvents StartQuery GetQueryResults PutSubscriptionFilter DeleteLogGroup',
  ],
  [
    'lambda',
    'Invoke ListFunctions20150331 GetFunction20150331v2 GetFunctionConfiguration20150331v2 GetPolicy20150331v2 ListTags20170331 UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 CreateFunction20150331 AddPermission20150331v2 ListEventSourceMappings20150331',
  ],
  [
    'iam',
    'GetRole ListRoles ListAttachedRolePolicies GetRolePolicy ListRolePolicies GetPolicyVersion GetPolicy ListUsers GetUser ListAccessKeys GetInstanceProfile ListMFADevices GenerateCredentialReport GetAccountSummary GetAccountPasswordPolicy SimulatePrincipalPolicy CreateRole AttachRolePolicy PutRolePolicy CreatePolicyVersion DeleteRole UpdateAssumeRolePolicy CreateUser CreateAccessKey',
  ],
  [
    'dynamodb',
    'GetItem PutItem Query DescribeTable UpdateItem BatchGetItem ListTables Scan BatchWriteItem DescribeContinuousBackups DeleteItem UpdateTable CreateTable',
  ],
  [
    'monitoring',
    'DescribeAlarms GetMetricData ListMetrics GetMetricStatistics PutMetricAlarm DescribeAlarmHistory DeleteAlarms SetAlarmState PutDashboard GetDashboard',
  ],
  [
    'ecr',
    'BatchGetImage GetDownloadUrlForLayer GetAuthorizationToken BatchCheckLayerAvailability DescribeImages DescribeRepositories ListImages PutImage InitiateLayerUpload CompleteLayerUpload GetRepositoryPolicy PutLifecyclePolicy',
  ],
  [
    'secretsmanager',
    'GetSecretValue DescribeSecret ListSecrets GetResourcePolicy PutSecretValue CreateSecret RotateSecret UpdateSecretVersionStage',
  ],
  [
    'config',
    'PutEvaluations DescribeConfigurationRecorderStatus SelectResourceConfig DescribeConfigRules BatchGetResourceConfig GetComplianceDetailsByConfigRule DescribeDeliveryChannels PutConfigRule StartConfigRulesEvaluation GetResourceConfigHistory',
  ],
  [
    'autoscaling',
    'DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeLaunchConfigurations DescribeScalingActivities SetDesiredCapacity UpdateAutoScalingGroup CompleteLifecycleAction TerminateInstanceInAutoScalingGroup DescribeTags PutScalingPolicy',
  ],
  [
    'elasticloadbalancing',
    'DescribeLoadBalancers DescribeTargetHealth DescribeTargetGroups DescribeListeners DescribeTags RegisterTargets DeregisterTargets DescribeRules DescribeInstanceHealth ModifyTargetGroup CreateTargetGroup SetWebAcl',
  ],
  [
    'rds',
    'DescribeDBInstances DescribeDBClusters ListTagsForResource DescribeDBSnapshots DescribeDBLogFiles DownloadDBLogFilePortion DescribeEvents DescribeDBParameters CreateDBSnapshot ModifyDBInstance AddTagsToResource DeleteDBSnapshot',
  ],
  [
    'ecs',
    'DescribeTasks DescribeServices ListTasks SubmitTaskStateChange DescribeClusters DescribeContainerInstances RunTask RegisterTaskDefinition UpdateService DescribeTaskDefinition StopTask SubmitContainerStateChange DeregisterTaskDefinition',
  ],
  [
    'eks',
    'DescribeCluster ListClusters DescribeNodegroup ListNodegroups ListAddons DescribeAddon AccessKubernetesApi UpdateNodegroupVersion',
  ],
  [
    'cloudformation',
    'DescribeStacks DescribeStackEvents ListStacks DescribeStackResources GetTemplate ListStackResources CreateChangeSet DescribeChangeSet ExecuteChangeSet UpdateStack CreateStack DeleteStack ValidateTemplate',
  ],
  [
    'sqs',
    'ReceiveMessage GetQueueAttributes SendMessage DeleteMessage ListQueues GetQueueUrl SetQueueAttributes CreateQueue',
  ],
  ['sns', 'Publish ListTopics GetTopicAttributes ListSubscriptionsByTopic Subscribe SetTopicAttributes CreateTopic'],
  [
    'cloudtrail',
    'DescribeTrails LookupEvents GetTrailStatus GetEventSelectors ListTags StartLogging StopLogging UpdateTrail PutEventSelectors',
  ],
  ['tagging', 'GetResources GetTagKeys GetTagValues TagResources UntagResources'],
  ['organizations', 'DescribeOrganization ListAccounts DescribeAccount ListRoots ListPoliciesForTarget ListParents'],
  ['signin', 'ConsoleLogin CheckMfa GetSigninToken SwitchRole'],
  ['health', 'DescribeEventAggregates DescribeEvents DescribeEventDetails'],
  [
    'cloudfront',
    'ListDistributions2020_05_31 GetDistribution2020_05_31 GetDistributionConfig2020_05_31 CreateInvalidation2020_05_31 UpdateDistribution2020_05_31',
  ],
  [
    'route53',
    'ListHostedZones ListResourceRecordSets GetHostedZone ChangeResourceRecordSets GetChange ListTagsForResource',
  ],
  ['acm', 'ListCertificates DescribeCertificate ListTagsForCertificate RequestCertificate RenewCertificate'],
  ['guardduty', 'ListDetectors GetFindings ListFindings GetDetector UpdateDetector ArchiveFindings'],
  [
    'securityhub',
    'BatchImportFindings GetFindings DescribeHub BatchUpdateFindings GetEnabledStandards DescribeStandardsControls',
  ],
  ['access-analyzer', 'ListAnalyzers ListFindings GetFinding ValidatePolicy CreateAnalyzer'],
  ['events', 'DescribeRule ListRules PutEvents ListTargetsByRule PutRule PutTargets RemoveTargets'],
  [
    'states',
    'StartExecution DescribeExecution ListExecutions ListStateMachines DescribeStateMachine UpdateStateMachine',
  ],
  ['apigateway', 'GetRestApis GetResources GetStages GetMethod CreateDeployment UpdateStage PutIntegration'],
  ['cognito-idp', 'InitiateAuth RespondToAuthChallenge AdminGetUser DescribeUserPool ListUserPools AdminInitiateAuth'],
  ['kinesis', 'DescribeStream ListShards PutRecords GetRecords ListStreams UpdateShardCount'],
  ['firehose', 'PutRecordBatch DescribeDeliveryStream ListDeliveryStreams CreateDeliveryStream'],
  [
    'glue',
    'GetTable GetDatabases GetPartitions GetTables GetJobRun BatchCreatePartition StartJobRun UpdateTable CreateTable',
  ],
  [
    'athena',
    'GetQueryExecution StartQueryExecution GetQueryResults GetWorkGroup ListWorkGroups BatchGetQueryExecution',
  ],
  ['redshift', 'DescribeClusters DescribeClusterSnapshots DescribeLoggingStatus GetClusterCredentials ModifyCluster'],
  ['elasticache', 'DescribeCacheClusters DescribeReplicationGroups DescribeSnapshots ModifyReplicationGroup'],
  ['es', 'DescribeDomain ListDomainNames DescribeDomains ESHttpPost UpdateDomainConfig'],
  ['elasticfilesystem', 'DescribeFileSystems DescribeMountTargets NewClientConnection CreateAccessPoint'],
  ['codebuild', 'BatchGetBuilds StartBuild BatchGetProjects ListBuildsForProject ListProjects'],
  ['codepipeline', 'PollForJobs GetPipelineState ListPipelines PutJobSuccessResult StartPipelineExecution GetPipeline'],
  ['codecommit', 'GitPull GetBranch GetRepository GitPush ListRepositories'],
  [
    'codeartifact',
    'GetAuthorizationToken GetPackageVersionAsset DescribeRepository ReadFromRepository PublishPackageVersion',
  ],
  ['wafv2', 'GetWebACL ListWebACLs GetIPSet GetSampledRequests UpdateIPSet UpdateWebACL'],
  ['backup', 'ListBackupJobs DescribeBackupJob ListRecoveryPointsByBackupVault StartBackupJob ListBackupPlans'],
  ['batch', 'DescribeJobs ListJobs DescribeComputeEnvironments SubmitJob DescribeJobQueues'],
  [
    'sagemaker',
    'DescribeEndpoint ListEndpoints InvokeEndpoint DescribeTrainingJob CreateTrainingJob ListNotebookInstances',
  ],
  ['bedrock', 'InvokeModel ListFoundationModels InvokeModelWithResponseStream GetFoundationModel Converse'],
  [
    'servicequotas',
    'GetServiceQuota ListServiceQuotas ListRequestedServiceQuotaChangeHistory RequestServiceQuotaIncrease',
  ],
  [
    'support',
    'DescribeTrustedAdvisorChecks DescribeTrustedAdvisorCheckResult DescribeCases RefreshTrustedAdvisorCheck',
  ],
  ['ce', 'GetCostAndUsage GetCostForecast GetDimensionValues GetReservationUtilization'],
  ['sso', 'GetRoleCredentials ListAccountRoles ListAccounts Authenticate Federate'],
  [
    'application-autoscaling',
    'DescribeScalableTargets DescribeScalingPolicies RegisterScalableTarget PutScalingPolicy',
  ],
  ['servicediscovery', 'ListNamespaces DiscoverInstances GetService RegisterInstance DeregisterInstance'],
  ['ram', 'GetResourceShares ListResources GetResourceShareAssociations AssociateResourceShare'],
  ['transfer', 'ListServers DescribeServer DescribeUser CreateUser ImportSshPublicKey'],
  ['xray', 'PutTraceSegments GetSamplingRules GetSamplingTargets PutTelemetryRecords GetTraceSummaries'],
];

const READ =
  /^(Access|Authenticate|BatchCheck|BatchGet|CheckMfa|Decrypt|Describe|Detect|Discover|Download|Encrypt|Federate|Filter|Generate|Get|GitPull|Head|InitiateAuth|InvokeModel|List|Lookup|New|Poll|Query|ReEncrypt|ReadFrom|Receive|Scan|Select|Simulate|StartQuery|Validate|AssumeRole)/;

export function isRead(api: string): boolean {
  return READ.test(api);
}
