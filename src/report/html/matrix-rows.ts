import { cellText, differs, rowKey } from '../compare/cells.js';
import type { Exchanges } from '../compare/exchanges.js';
import { textsOf } from '../compare/patterns.js';
import type { Cell, Comparison, RowKind } from '../compare/types.js';
import type { Family, Level, Result } from '../run.js';

/** A row of the matrix: a case over the families that came out the same. */
export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly cites: readonly string[];
  readonly families: readonly Family[];
  readonly kind: RowKind;
  /** True where a measured time is beyond the tolerance. */
  readonly slow: boolean;
  readonly cells: readonly Cell[];
  /** For each family whose exchanges are in the page, their places, -1 for none. */
  readonly exchanges: readonly { readonly family: Family; readonly places: readonly number[] }[];
}

/** What the page of a comparison hands to its script. */
export interface MatrixData {
  readonly labels: readonly string[];
  readonly rows: readonly MatrixRow[];
  readonly results: readonly Result[];
}

/** How the matrix is narrowed; what is unset lets all pass. */
export interface MatrixFilter {
  /** `differs` unless told: what differs; `open`: what could not be compared; `all`. */
  readonly show?: string;
  readonly text?: string;
  readonly rfc?: string;
  readonly level?: string;
  readonly verdict?: string;
}

/** The rows of the matrix, the families of a case together where all columns say the same of both. */
export function matrixRows({ cases, times }: Comparison, { places }: Pick<Exchanges, 'places'>): MatrixRow[] {
  const slow = new Set(times.filter((row) => row.differs).map(rowKey));
  const rows = new Map<string, MatrixRow>();
  for (const row of cases) {
    const { id, title, level, cites, family, kind, cells } = row;
    const key = JSON.stringify([id, kind, slow.has(rowKey(row)), cells.map(cellText)]);
    const before = rows.get(key);
    const here = places.get(rowKey(row));
    rows.set(key, {
      ...{ id, title, level, cites, kind, cells },
      families: [...(before?.families ?? []), family],
      slow: slow.has(rowKey(row)),
      exchanges: [...(before?.exchanges ?? []), ...(here ? [{ family, places: here }] : [])],
    });
  }
  return [...rows.values()];
}

/** The rows that a filter lets pass. */
export function narrowed(rows: readonly MatrixRow[], filter: MatrixFilter): MatrixRow[] {
  const { show = 'differs', text = '', rfc, level, verdict } = filter;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (show === 'differs' && !stands(row)) return false;
    if (show === 'open' && row.kind !== 'open') return false;
    if (level && row.level !== level) return false;
    if (rfc && rfcOf(row) !== rfc) return false;
    if (verdict && !row.cells.some(({ outcomes }) => outcomes.some((each) => each.verdict === verdict))) return false;
    const hay = words.length > 0 ? haystack(row) : '';
    return words.every((word) => hay.includes(word));
  });
}

/** Whether a row is in view unless more is asked for. */
export function stands({ kind, slow }: MatrixRow): boolean {
  return differs(kind) || slow;
}

/** The RFC whose suite a case is of: `RFC9293`. */
export function rfcOf({ id }: Pick<MatrixRow, 'id'>): string {
  return (id.split('/')[0] ?? '').toUpperCase();
}

/** A letter for each cell of a row that differs, the same for those that show the same; an empty text where nothing is said. */
export function sideLetters({ kind, cells }: MatrixRow): string[] {
  if (!differs(kind)) return cells.map(() => '');
  const texts = textsOf(cells);
  const sides = [...new Set(texts.filter((_, at) => cells[at]?.says))];
  return texts.map((text, at) => (cells[at]?.says ? String.fromCharCode(65 + (sides.indexOf(text) % 26)) : ''));
}

function haystack({ id, title, cites, cells }: MatrixRow): string {
  return [id, title, ...cites, ...cells.map(cellText)].join(' ').toLowerCase();
}
