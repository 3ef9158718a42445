import { cellText, differs } from './cells.js';
import type { CaseRow, Cell, Pattern } from './types.js';

/** The cases that differ, those together of which all columns say the same; the largest groups first, verdicts before behaviours. */
export function patternsOf(rows: readonly CaseRow[]): Pattern[] {
  const patterns = new Map<string, CaseRow[]>();
  for (const row of rows) {
    if (!differs(row.kind)) continue;
    const key = JSON.stringify(row.cells.map(cellText));
    patterns.set(key, [...(patterns.get(key) ?? []), row]);
  }
  return [...patterns.values()].map(patternOf).sort((a, b) => place(a) - place(b) || b.cases.length - a.cases.length);
}

/** Columns that show the same in a pattern, by their places, with what they show; in the order of the columns. */
export function sidesOf(cells: readonly Cell[]): { readonly text: string; readonly columns: readonly number[] }[] {
  const sides = new Map<string, number[]>();
  const texts = textsOf(cells);
  texts.forEach((text, column) => {
    sides.set(text, [...(sides.get(text) ?? []), column]);
  });
  return [...sides].map(([text, columns]) => ({ text, columns }));
}

/** Each cell in words. Where all have the same one verdict, and all that say something a behaviour, the behaviour alone. */
export function textsOf(cells: readonly Cell[]): string[] {
  const saying = cells.filter(({ says }) => says).flatMap(({ outcomes }) => outcomes);
  const plain = saying.every(({ verdict, behaviour }) => behaviour !== undefined && verdict === saying[0]?.verdict);
  return cells.map((cell) =>
    plain && cell.says ? cell.outcomes.map(({ behaviour }) => behaviour ?? '').join(' or ') : cellText(cell),
  );
}

function patternOf(rows: readonly CaseRow[]): Pattern {
  const cases = new Map<string, Pattern['cases'][number]>();
  for (const { id, title, family } of rows) {
    const before = cases.get(id);
    cases.set(id, { id, title, families: [...(before?.families ?? []), family] });
  }
  const [first] = rows;
  return {
    kind: first?.kind === 'behaviour' ? 'behaviour' : 'verdict',
    cells: first?.cells ?? [],
    cases: [...cases.values()],
  };
}

function place({ kind }: Pattern): number {
  return kind === 'verdict' ? 0 : 1;
}
