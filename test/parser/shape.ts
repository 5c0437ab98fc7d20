/** Trees without the places they were read from, so that those of differently written queries compare equal. */

/** Of the operator's place only what tells `==` from `=` is left. */
export function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !['span', 'keyword', 'calleeSpan', 'text'].includes(key))
      .map(([key, value]) => [key, key === 'operatorSpan' ? value.end - value.start : shape(value)]),
  );
}
