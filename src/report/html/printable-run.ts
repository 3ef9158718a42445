import { printable } from '../printable.js';
import type { Result, Run } from '../run.js';

/** The run with every text in it, names of settings too, safe to show: control characters and marks that reverse the reading direction become escapes; line breaks stay. */
export function printableRun(run: Run): Run {
  return clean(run) as Run;
}

/** The same of a single result. */
export function printableResult(result: Result): Result {
  return clean(result) as Result;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [cleanText(name), clean(each)]));
}

// Nearly all texts are plain ASCII.
function cleanText(text: string): string {
  return /^[ -~]*$/.test(text) ? text : text.split('\n').map(printable).join('\n');
}
