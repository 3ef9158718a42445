import type { Comparison } from './types.js';

/** A comparison as JSON after docs/compare.schema.json, in pieces: all that was compared, an entry of a list a line. */
export function* jsonComparison(comparison: Comparison): Iterable<string> {
  let separator = '{\n';
  for (const [key, value] of Object.entries(comparison)) {
    yield `${separator} ${JSON.stringify(key)}: `;
    if (Array.isArray(value)) yield* listText(value);
    else yield JSON.stringify(value);
    separator = ',\n';
  }
  yield '\n}\n';
}

function* listText(entries: readonly unknown[]): Iterable<string> {
  let separator = '[\n  ';
  for (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ',\n  ';
  }
  yield entries.length === 0 ? '[]' : '\n ]';
}
