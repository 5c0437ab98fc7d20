/** What a person means by `s3://bucket/prefix`: a folder, or an object. */

import { RemoteError } from '../remote.ts';
import type { ListPageOf } from './discovery.ts';
import { type S3Place, s3Uri } from './s3-uri.ts';

const SUGGESTIONS = 5;

/**
 * The prefix of the folder, ending with `/` and empty for the bucket itself, or the key of the object.
 * @throws RemoteError when there is nothing
 */
export async function resolveRoot({ bucket, prefix }: S3Place, list: ListPageOf): Promise<string> {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const { objects } = await list({ prefix: folder, maxKeys: 1 });
  if (objects.length > 0 || folder === '') return folder;
  const near = prefix === folder ? undefined : await list({ prefix, folders: true, maxKeys: SUGGESTIONS });
  if (near?.objects.some(({ key }) => key === prefix)) return prefix;
  const others = [...(near?.folders ?? []), ...(near?.objects ?? []).map(({ key }) => key)].slice(0, SUGGESTIONS);
  throw new RemoteError(`There is nothing at ${s3Uri(bucket, prefix)}.`, {
    scope: 'all',
    missing: true,
    hint:
      others.length === 0
        ? 'Check the prefix: it is a folder or the key of an object.'
        : `There is ${others.map((key) => s3Uri(bucket, key)).join(', ')}.`,
  });
}
