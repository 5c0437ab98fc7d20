/** Hash functions (language specification, section 4.8): of the UTF-8 bytes of a text, as lower-case hexadecimal digits. */
import { createHash } from 'node:crypto';
import type { ScalarFunction } from './definition.ts';

function hashFunction(name: string, title: string, result: string): ScalarFunction {
  return {
    kind: 'scalar',
    family: 'hash',
    name,
    aliases: [],
    parameters: [{ name: 'text', type: 'string' }],
    returns: 'string',
    nulls: 'propagate',
    doc: `The ${title} hash of the text, in hexadecimal digits.`,
    example: { expression: `${name}("abc")`, result },
    evaluate: (text) => (typeof text === 'string' ? createHash(name).update(text).digest('hex') : null),
  };
}

export const hashFunctions: readonly ScalarFunction[] = [
  hashFunction('md5', 'MD5', '900150983cd24fb0d6963f7d28e17f72'),
  hashFunction('sha256', 'SHA-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
];
