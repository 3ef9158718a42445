import { fileURLToPath } from 'node:url';
import type { KnownDeviation } from '../report/baseline.js';
import { KERNEL_RANGE } from '../report/kernel-range.js';
import { VERDICTS } from '../report/run.js';
import { compiled, parseYaml, readText, readYaml } from './yaml-file.js';

const TEXT = { type: 'string', minLength: 1 };

const validate = compiled<KnownDeviation[]>({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'verdict', 'reason', 'reference'],
    properties: {
      id: TEXT,
      family: { enum: [4, 6] },
      verdict: { enum: VERDICTS },
      behaviour: TEXT,
      reason: TEXT,
      reference: TEXT,
      kernel: TEXT,
      kernels: { type: 'string', pattern: KERNEL_RANGE.source },
    },
  },
});

/** Where the known deviations of the kernel that labs of namespaces run on are listed. */
export const LINUX_BASELINE = fileURLToPath(new URL('../../../suites/deviations/linux.yaml', import.meta.url));

/** Reads a baseline: a YAML list of known deviations. Throws a usage error that names the line. */
export function readBaseline(path: string): readonly KnownDeviation[] {
  return readYaml(path, 'baseline', validate);
}

/** The text of a baseline's file. Throws a usage error if it cannot be read. */
export function readBaselineText(path: string): string {
  return readText(path, 'baseline');
}

/** The same of the file's text; `path` is what the error names. */
export function parseBaseline(text: string, path: string): readonly KnownDeviation[] {
  return parseYaml(text, path, validate);
}
