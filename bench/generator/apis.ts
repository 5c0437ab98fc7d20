/** The APIs of the catalog with their prepared events. */
import { genericShape } from './generic-shape.ts';
import { Pool, type Skew, zipfWeights } from './pool.ts';
import { Random } from './random.ts';
import { isRead, SERVICES } from './services.ts';
import { type EventShape, knownShapes } from './shapes.ts';
import { type Slot, Template } from './template.ts';

export interface Api {
  readonly service: string;
  readonly name: string;
  /** Events of successful calls: variants of different shape. */
  readonly successes: readonly Template[];
  readonly failure: Template;
}

const VARIANTS = 4;
const VERSIONS = ['1.08', '1.09', '1.10', '1.11'];

/** All APIs, those that read and those that change something apart, each in the frequencies of their ranks. */
export function buildApis(
  skew: Skew,
  seed: number,
  slots: ReadonlyMap<string, Slot>,
): { reads: Pool<Api>; writes: Pool<Api> } {
  const weights = skew === 'high' ? { service: 1.05, api: 0.9 } : { service: 0, api: 0 };
  const serviceWeights = zipfWeights(SERVICES.length, weights.service);
  const entries = SERVICES.flatMap(([service, list], rank) => {
    const names = list.split(' ');
    const apiWeights = zipfWeights(names.length, weights.api);
    return names.map((name, place) => ({
      api: buildApi(service, name, new Random(seed, service, name), slots),
      weight: (serviceWeights[rank] ?? 0) * (apiWeights[place] ?? 0),
    }));
  });
  const poolOf = (read: boolean) => {
    const chosen = entries.filter(({ api }) => isRead(api.name) === read);
    return new Pool(
      chosen.map(({ api }) => api),
      chosen.map(({ weight }) => weight),
    );
  };
  return { reads: poolOf(true), writes: poolOf(false) };
}

function buildApi(service: string, name: string, random: Random, slots: ReadonlyMap<string, Slot>): Api {
  const known = knownShapes(service, name);
  const shapes = known ?? Array.from({ length: VARIANTS }, () => genericShape(name, random));
  const version = random.pick(VERSIONS);
  const template = (shape: EventShape, failed: boolean) =>
    new Template(eventText(service, name, version, shape, failed), slots);
  const [first = {}] = shapes;
  return { service, name, successes: shapes.map((shape) => template(shape, false)), failure: template(first, true) };
}

/** The text of an event, members in the order CloudTrail writes them. */
function eventText(service: string, name: string, version: string, shape: EventShape, failed: boolean): string {
  const response = failed ? shape.failedResponse : shape.response;
  const resources = shape.resources === undefined ? '' : `,"resources":${shape.resources}`;
  const additional = shape.additional === undefined ? '' : `"additionalEventData":${shape.additional},`;
  const data = shape.category === 'Data';
  return [
    `{"eventVersion":"${version}","userIdentity":{{identity}},"eventTime":"{{time}}","eventSource":"${service}.amazonaws.com",`,
    `"eventName":"${name}","awsRegion":"{{region}}","sourceIPAddress":"{{ip}}","userAgent":"{{agent}}",`,
    failed ? (shape.failure ?? '{{error}}') : '',
    `"requestParameters":${shape.request ?? 'null'},"responseElements":${response ?? 'null'},${additional}`,
    `"requestID":"{{uuid.request}}","eventID":"{{uuid.event}}","readOnly":${isRead(name)}${resources},`,
    `"eventType":"${shape.type ?? 'AwsApiCall'}","managementEvent":${!data},"recipientAccountId":"{{account}}"{{sharedMember}},`,
    `"eventCategory":"${data ? 'Data' : 'Management'}"{{tlsMember}}{{consoleMember}}}`,
  ].join('');
}
