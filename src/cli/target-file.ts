import type { SshPlace } from '../target/ssh-channel.js';
import { compiled, parseYaml, readYaml } from './yaml-file.js';

/** How frames are sent and captured. */
export type LinkKind = 'packet' | 'cap' | 'raw';

/** A target as its YAML file describes it. Everything may come from flags or the environment instead. */
export interface TargetFile {
  readonly name?: string;
  readonly address4?: string;
  readonly address6?: string;
  readonly iface?: string;
  readonly family?: 4 | 6 | 'both';
  readonly link?: LinkKind;
  /** Addresses on the link that no machine has, for the tester's end. Unset: picked, and checked to be free. */
  readonly phantom4?: string;
  readonly phantom6?: string;
  readonly gateway4?: string;
  readonly gateway6?: string;
  /** Consent to turn the interface's offloads off for a run. Unset: they stay as they are. */
  readonly offloads?: 'off';
  readonly agent?: {
    readonly command?: readonly string[];
    /** Unix sockets that a virtual machine's ports are, each with an agent behind it. */
    readonly sockets?: readonly string[];
    readonly ssh?: SshPlace;
    readonly address?: string;
    readonly tokenFile?: string;
  };
  /** Ports of services on the target, by name: `http: 80`, `echo: 7`. Where there is no agent, cases talk to them. */
  readonly services?: Readonly<Record<string, number>>;
  readonly concurrency?: number;
  readonly seed?: number;
  readonly out?: string;
  /** The lab that it is in, for the report. */
  readonly lab?: { readonly name: string; readonly image?: string; readonly accelerator?: string };
  /** Settings to be told in the report beside those that always are. */
  readonly record?: readonly string[];
  /** Known deviations of this target. */
  readonly baseline?: string;
}

const TEXT = { type: 'string', minLength: 1 };
const PORT = { type: 'integer', minimum: 1, maximum: 65535 };

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
    address4: TEXT,
    address6: TEXT,
    iface: TEXT,
    family: { enum: [4, 6, 'both'] },
    link: { enum: ['packet', 'cap', 'raw'] },
    phantom4: TEXT,
    phantom6: TEXT,
    gateway4: TEXT,
    gateway6: TEXT,
    offloads: { enum: ['off'] },
    agent: {
      type: 'object',
      additionalProperties: false,
      properties: {
        command: { type: 'array', items: TEXT, minItems: 1 },
        sockets: { type: 'array', items: TEXT, minItems: 1 },
        ssh: {
          type: 'object',
          additionalProperties: false,
          required: ['host'],
          properties: {
            host: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9.:_-]*$' },
            port: PORT,
            user: { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]*$' },
            identityFile: TEXT,
            options: { type: 'array', items: { type: 'string', pattern: '^[A-Za-z0-9]+[= ].+$' } },
            node: { type: 'string', pattern: '^[A-Za-z0-9_./~+-]+$' },
          },
        },
        address: { type: 'string', pattern: '^.+:[0-9]+$' },
        tokenFile: TEXT,
      },
    },
    services: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9-]*$' },
      additionalProperties: PORT,
    },
    concurrency: { type: 'integer', minimum: 1, maximum: 4096 },
    seed: { type: 'integer', minimum: 0, maximum: 4294967295 },
    out: TEXT,
    baseline: TEXT,
    lab: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: TEXT, image: TEXT, accelerator: TEXT },
    },
    record: { type: 'array', items: TEXT, maxItems: 200 },
  },
};

const validate = compiled<TargetFile>(SCHEMA);

/** Reads a target file. Throws a usage error that names the file, the line and what is wrong with it. */
export function readTargetFile(path: string): TargetFile {
  return readYaml(path, 'target file', validate);
}

/** The same of the file's text; `path` is what the error names. */
export function parseTargetFile(text: string, path: string): TargetFile {
  return parseYaml(text, path, validate);
}
