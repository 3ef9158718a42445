import { familiesText, grouped } from '../grouping.js';
import type { Result } from '../run.js';
import type { CaseGroup } from './case-groups.js';
import { VerdictChip } from './verdict-chip.js';

/** A case in the list: a button that opens what it found. `at` is its place among all cases, by which the script finds it. */
export function CaseRow({ group, at }: { group: CaseGroup; at: number }) {
  const { id, title, level, results } = group;
  const same = verdictGroups(results);
  const behaviours = [...new Set(results.map(({ behaviour }) => behaviour).filter(Boolean))];
  return (
    <li class="case" data-at={at}>
      <button type="button" aria-expanded="false" aria-controls={`case-${at}`}>
        <span class="chips">
          {same.map(({ result, families, count }) => (
            <VerdictChip
              verdict={result.verdict}
              known={result.known !== undefined}
              note={noteOf(families, same.length, results.length, count)}
            />
          ))}
        </span>
        <span class="case-name">
          <span class="mono">{id}</span>
          <span class="case-title">
            <span class={`level level-${level}`}>{level}</span> {title}
          </span>
        </span>
        <span class="behaviour mono">{behaviours.join(', ')}</span>
      </button>
      <div id={`case-${at}`} class="case-detail" hidden />
    </li>
  );
}

// Families and repetitions that were judged alike share a chip.
function verdictGroups(results: readonly Result[]) {
  return grouped(results.map(({ message, expected, actual, behaviour, ...result }) => result));
}

function noteOf(families: readonly (4 | 6)[], groups: number, all: number, count: number): string {
  const often = count > families.length ? ` ×${count}` : '';
  if (groups === 1 && families.length !== 1) return often;
  return all === 1 || groups > 1 || often ? `${familiesText(families)}${often}` : '';
}
