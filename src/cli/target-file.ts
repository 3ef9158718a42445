import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { usageError } from './exit.js';

/** A target as its YAML file describes it. Everything may come from flags or the environment instead. */
export interface TargetFile {
  readonly name?: string;
  readonly address4?: string;
  readonly address6?: string;
  readonly iface?: string;
  readonly family?: 4 | 6 | 'both';
  readonly link?: 'cap' | 'raw';
  /** Addresses on the link that no machine has, for the tester's end. Unset: picked, and checked to be free. */
  readonly phantom4?: string;
  readonly phantom6?: string;
  readonly gateway4?: string;
  readonly gateway6?: string;
  readonly agent?: { readonly command?: readonly string[]; readonly address?: string; readonly tokenFile?: string };
  /** Ports of real servers on the target: `http: 80`. */
  readonly services?: { readonly http?: number };
  readonly concurrency?: number;
  readonly seed?: number;
  readonly out?: string;
}

const TEXT = { type: 'string', minLength: 1 };

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
    address4: TEXT,
    address6: TEXT,
    iface: TEXT,
    family: { enum: [4, 6, 'both'] },
    link: { enum: ['cap', 'raw'] },
    phantom4: TEXT,
    phantom6: TEXT,
    gateway4: TEXT,
    gateway6: TEXT,
    agent: {
      type: 'object',
      additionalProperties: false,
      properties: {
        command: { type: 'array', items: TEXT, minItems: 1 },
        address: { type: 'string', pattern: '^.+:[0-9]+$' },
        tokenFile: TEXT,
      },
    },
    services: {
      type: 'object',
      additionalProperties: false,
      properties: { http: { type: 'integer', minimum: 1, maximum: 65535 } },
    },
    concurrency: { type: 'integer', minimum: 1, maximum: 4096 },
    seed: { type: 'integer', minimum: 0, maximum: 4294967295 },
    out: TEXT,
  },
};

const validate = new Ajv({ allErrors: true, verbose: true }).compile<TargetFile>(SCHEMA);

/** Reads a target file. Throws a usage error that names the file, the line and what is wrong with it. */
export function readTargetFile(path: string): TargetFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw usageError(`${path}:${lines.linePos(broken.pos[0]).line}: not valid YAML: ${broken.message.split('\n')[0]}`);
  const content: unknown = plain(path, document) ?? {};
  if (validate(content)) return content;
  const complaints = (validate.errors ?? [])
    .map((error) => ({ line: lineOf(document, lines, error), text: complaint(error) }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => `${path}:${line}: ${text}`);
  throw usageError([...new Set(complaints)].join('\n'));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usageError(`the target file ${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Without its syntax; a file that says the same thing without end is refused. */
function plain(path: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw usageError(`${path}: not valid YAML: ${(error as Error).message}`);
  }
}

function lineOf(document: Document, lines: LineCounter, error: ErrorObject): number {
  const path = error.instancePath.split('/').slice(1);
  const unknownKey = error.keyword === 'additionalProperties' ? [String(error.params.additionalProperty)] : [];
  const offset = offsetOf(document, [...path, ...unknownKey]);
  return offset === undefined ? 1 : lines.linePos(offset).line;
}

/** Where a key stands, or an item of a list. */
function offsetOf(document: Document, path: readonly string[]): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))
    : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function complaint(error: ErrorObject): string {
  const what = error.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {}).join(', ');
    return `'${error.params.additionalProperty}' is not a key here; there are: ${known}`;
  }
  if (error.keyword === 'enum') return `${what} must be one of ${error.params.allowedValues.join(', ')}`;
  return `${what} ${error.message}`;
}
