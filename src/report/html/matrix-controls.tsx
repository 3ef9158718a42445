import { VERDICTS } from '../run.js';
import { type MatrixRow, rfcOf, stands } from './matrix-rows.js';

/** What narrows the matrix; browser/page-compare.tsx makes it work. */
export function MatrixControls({ rows }: { readonly rows: readonly MatrixRow[] }) {
  const rfcs = [...new Set(rows.map(rfcOf))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const verdicts = VERDICTS.filter((verdict) =>
    rows.some(({ cells }) => cells.some(({ outcomes }) => outcomes.some((each) => each.verdict === verdict))),
  );
  const open = rows.filter(({ kind }) => kind === 'open').length;
  return (
    <search>
      <form id="filter" class="controls" hidden>
        <label>
          <span>Show</span>
          <select name="show">
            <option value="differs">what differs ({rows.filter(stands).length})</option>
            <option value="open">what could not be compared ({open})</option>
            <option value="all">all ({rows.length})</option>
          </select>
        </label>
        <label class="search">
          <span>Text</span>
          <input type="search" name="text" autoComplete="off" spellcheck={false} placeholder="id, title, behaviour" />
        </label>
        <Choice name="rfc" label="RFC" values={rfcs} />
        <Choice name="level" label="Level" values={['must', 'should', 'may']} />
        <Choice name="verdict" label="Verdict in any column" values={verdicts} />
        <p class="narrowed">
          <output id="count" aria-live="polite" />
          <button type="reset">show what differs</button>
        </p>
        <p class="keys faint">
          <kbd>/</kbd> searches, <kbd>↓</kbd> and <kbd>↑</kbd> go from case to case, <kbd>Enter</kbd> opens,{' '}
          <kbd>Esc</kbd> closes
        </p>
      </form>
    </search>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
}

function Choice({ name, label, values }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        <option value="">any</option>
        {values.map((value) => (
          <option value={value}>{value}</option>
        ))}
      </select>
    </label>
  );
}
