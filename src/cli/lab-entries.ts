import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageError } from './exit.js';
import { compiled, readYaml } from './yaml-file.js';

/** A lab with a machine of its own, as a file in labs/ describes it; its name is the file's. */
export interface LabEntry {
  readonly name: string;
  readonly about: string;
  /** The series of a Linux kernel, the newest of which among Debian's packages is taken: `6.1`, or `7` for any 7.x. */
  readonly kernel?: string;
  /** Instead of a kernel: User-mode Linux. */
  readonly uml?: true;
  /** Or a TCP that is a program, by its folder in stacks/. */
  readonly stack?: string;
  /** Debian packages that its sources need, and words for the compiler. */
  readonly packages?: readonly string[];
  readonly compile?: readonly string[];
  /** Its services, by name, in place of an agent: their ports. */
  readonly services?: Readonly<Record<string, number>>;
  /** Known deviations, in suites/deviations; those of Linux where absent. */
  readonly baseline?: string;
  /** Sysctls beside those that every lab pins. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const FOLDER = fileURLToPath(new URL('../../../labs', import.meta.url));

const TEXT = { type: 'string', minLength: 1 };

const validate = compiled<Omit<LabEntry, 'name'>>({
  type: 'object',
  additionalProperties: false,
  required: ['about'],
  oneOf: [{ required: ['kernel'] }, { required: ['uml'] }, { required: ['stack', 'services'] }],
  properties: {
    about: TEXT,
    kernel: { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)*$' },
    uml: { const: true },
    stack: { type: 'string', pattern: '^[a-z0-9-]+$' },
    packages: { type: 'array', items: { type: 'string', pattern: '^[a-z0-9][a-z0-9+.-]+$' } },
    compile: { type: 'array', items: { type: 'string', pattern: '^-[A-Za-z][A-Za-z0-9_/.=-]*$' } },
    services: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9-]*$' },
      additionalProperties: { type: 'integer', minimum: 1, maximum: 65535 },
    },
    baseline: TEXT,
    settings: { type: 'object', additionalProperties: { anyOf: [TEXT, { type: 'number' }] } },
  },
});

const ORDER = new Intl.Collator('en', { numeric: true }).compare;

/** The labs that there are a file for, by name. Throws a usage error that names the line. */
export function labEntries(folder: string = FOLDER): readonly LabEntry[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort(ORDER).map((file) => {
    return { name: file.replace(/\.yaml$/, ''), ...readYaml(join(folder, file), 'lab', validate) };
  });
}

/** The lab of this name, among those with a machine of their own. Throws a usage error for others. */
export function labEntry(name: string): LabEntry {
  const all = labEntries();
  const entry = all.find((each) => each.name === name);
  if (entry) return entry;
  const names = ['netns', 'model', ...all.map((each) => each.name)].join(', ');
  throw usageError(`there is no lab '${name}'; there are: ${names}`);
}
