import { type Document, isMap, isSeq, parseDocument, visit, type YAMLMap, YAMLSeq } from 'yaml';
import type { KnownDeviation } from '../report/baseline.js';
import { isUnexplained } from '../report/baseline-entry.js';
import { type BaselinePlan, type CaseName, planBaseline } from '../report/baseline-plan.js';
import type { Result } from '../report/run.js';
import { parseBaseline } from './baseline-file.js';

/** A list of known deviations as it is after a run, and what became of it. */
export interface UpdatedBaseline {
  readonly text: string;
  readonly entries: readonly KnownDeviation[];
  /** Entries that were put in, taken out, and given another outcome or family. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Entries that wait for their reason. */
  readonly unexplained: number;
  /** What was left as it is, a sentence each. */
  readonly left: readonly string[];
}

/**
 * The text of a baseline, changed to say what a run found: entries that hold keep their comments, order, reasons and
 * references; see `planBaseline`. `path` is what errors about the text name. Throws a usage error if it is no baseline.
 */
export function updatedBaseline(
  text: string,
  path: string,
  { results, cases }: { readonly results: readonly Result[]; readonly cases: readonly CaseName[] },
): UpdatedBaseline {
  const told = { added: 0, removed: 0, changed: 0 };
  let [now, left]: [string, readonly string[]] = [text, []];
  // An entry that goes may have stood before another that speaks of the same case: then that one is looked at.
  for (let rounds = parsed(text, path).length + 1; rounds > 0; rounds--) {
    const before = parsed(now, path);
    const plan = planBaseline(before, results, cases);
    const removed = plan.entries.filter((each) => each.length === 0).length;
    const changed = plan.entries.filter((each, at) => each.length > 0 && each[0] !== before[at]).length;
    left = plan.left;
    if (removed + changed + plan.added.length === 0) break;
    told.removed += removed;
    told.changed += changed;
    told.added += plan.added.length;
    now = rewritten(now, plan, before);
  }
  const entries = parsed(now, path);
  return { text: now, entries, ...told, unexplained: entries.filter(isUnexplained).length, left };
}

/** A file without an entry yet is an empty list. */
function parsed(text: string, path: string): readonly KnownDeviation[] {
  return text.replace(/^\s*#.*$/gm, '').trim() === '' ? [] : parseBaseline(text, path);
}

/** Entries keep the order of their ids where the list has it; else what is new comes last. */
function rewritten(text: string, plan: BaselinePlan, before: readonly KnownDeviation[]): string {
  const document = parseDocument(text, { resolveKnownTags: false, logLevel: 'error' }) as unknown as Document;
  const list = isSeq(document.contents) ? document.contents : new YAMLSeq();
  document.contents = list;
  list.flow = false;
  withoutAliases(document);
  const nodes = list.items.filter(isMap);
  keepHeading(document, nodes[0]);
  const items = plan.entries.flatMap((entries, at) => {
    const node = nodes[at];
    return entries.map((entry, place) => {
      if (place > 0 || !node) return { id: entry.id, node: nodeOf(document, entry) };
      if (entry !== before[at]) setAll(node, entry);
      return { id: entry.id, node };
    });
  });
  const sorted = before.every(({ id }, at) => at === 0 || (before[at - 1]?.id ?? '') <= id);
  for (const entry of plan.added) {
    const next = sorted ? items.findIndex(({ id }) => id > entry.id) : -1;
    items.splice(next === -1 ? items.length : next, 0, { id: entry.id, node: nodeOf(document, entry) });
  }
  list.items = items.map(({ node }) => node);
  if (items[0]) items[0].node.spaceBefore = false;
  return items.length === 0 ? `${commentsOf(document)}[]\n` : document.toString({ lineWidth: 0 });
}

const KEYS = ['id', 'family', 'verdict', 'behaviour', 'reason', 'reference', 'kernel'] as const;

function nodeOf(document: Document, entry: KnownDeviation & { readonly seen?: string }): YAMLMap {
  const fields = KEYS.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]] as const]));
  const node = document.createNode(Object.fromEntries(fields)) as YAMLMap;
  if (entry.seen !== undefined) node.commentBefore = ` ${entry.seen}`;
  return node;
}

/** Gives an entry other values; comments on those that stay are kept. */
function setAll(node: YAMLMap, entry: KnownDeviation): void {
  for (const key of KEYS) {
    if (entry[key] === undefined) node.delete(key);
    else if (node.get(key) !== entry[key]) node.set(key, entry[key]);
  }
}

/** What stands above the first entry and a blank line is the list's own, and stays when that entry goes. */
function keepHeading(document: Document, first: YAMLMap | undefined): void {
  const comment = first?.commentBefore ?? '';
  const end = comment.lastIndexOf('\n\n');
  if (!first || end === -1) return;
  document.commentBefore = [document.commentBefore, comment.slice(0, end)].filter(Boolean).join('\n\n');
  first.commentBefore = comment.slice(end + 2);
}

/** An entry may be taken out that others refer to, so each says for itself what it says. */
function withoutAliases(document: Document): void {
  visit(document, { Alias: (_, alias) => document.createNode(alias.resolve(document)?.toJSON()) });
  visit(document, {
    Value: (_, node) => {
      delete node.anchor;
    },
  });
}

function commentsOf({ commentBefore }: Document): string {
  return commentBefore ? `${commentBefore.replace(/^/gm, '#')}\n` : '';
}
