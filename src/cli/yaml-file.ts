import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { usageError } from './exit.js';
import { nestsDeeper } from './yaml-nesting.js';

/** What somebody writes by hand is far below. */
const MOST_CHARACTERS = 1 << 20;
const DEEPEST = 32;
const LONGEST_KEY_SHOWN = 80;

/** A check of a file's content by a JSON Schema. */
export function compiled<T>(schema: object): ValidateFunction<T> {
  return new Ajv({ allErrors: true, verbose: true }).compile<T>(schema);
}

/** Reads a YAML file and checks it. Throws a usage error that names the file, the line and what is wrong with it. */
export function readYaml<T>(path: string, what: string, validate: ValidateFunction<T>): T {
  return parseYaml(readText(path, what), path, validate);
}

/** The same of the file's text; `path` is what the error names. */
export function parseYaml<T>(text: string, path: string, validate: ValidateFunction<T>): T {
  if (text.length > MOST_CHARACTERS) throw usageError(`${path}: more than ${MOST_CHARACTERS} characters`);
  if (nestsDeeper(text, DEEPEST))
    throw usageError(`${path}: not valid YAML here: nested deeper than ${DEEPEST} levels`);
  const lines = new LineCounter();
  // Plain values alone: `!!binary` and its like would be objects that no schema here knows. What is odd is no concern of stderr.
  const document = parseDocument(text, { lineCounter: lines, resolveKnownTags: false, logLevel: 'error' });
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

/** The text of a file that somebody named. Throws a usage error if it cannot be read. */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usageError(`the ${what} ${path} cannot be read: ${(error as Error).message}`);
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
    const key = String(error.params.additionalProperty).slice(0, LONGEST_KEY_SHOWN);
    return `'${key}' is not a key here; there are: ${known}`;
  }
  if (error.keyword === 'enum') return `${what} must be one of ${error.params.allowedValues.join(', ')}`;
  return `${what} ${error.message}`;
}
