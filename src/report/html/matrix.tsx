import type { ComponentChildren } from 'preact';
import { ABSENT } from '../compare/cells.js';
import type { Cell } from '../compare/types.js';
import { familiesText } from '../grouping.js';
import { type MatrixRow, sideLetters } from './matrix-rows.js';
import { VerdictChip } from './verdict-chip.js';

/** What the matrix is drawn from. */
export interface MatrixProps {
  readonly labels: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** What is shown below a row that is open; undefined where it is closed. */
  readonly detailOf?: (row: MatrixRow) => ComponentChildren;
}

/** The matrix: a row for each case, a column for each target. */
export function Matrix({ labels, rows, detailOf }: MatrixProps) {
  return (
    <table class="matrix">
      <caption class="hidden-text">What each target did, case by case</caption>
      <thead>
        <tr>
          <th scope="col">Case</th>
          {labels.map((label) => (
            <th scope="col">{label}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.id} ${row.families}`} row={row} detail={detailOf?.(row)} columns={labels.length + 1} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, detail, columns }: { row: MatrixRow; detail: ComponentChildren; columns: number }) {
  const letters = sideLetters(row);
  const open = detail !== undefined;
  return (
    <>
      <tr class={open ? 'opened' : ''} data-row={`${row.id} ${row.families}`}>
        <th scope="row">
          <button type="button" aria-expanded={open}>
            {row.id}
          </button>
          <span class="case-title">{row.title}</span>
          <span class="faint">
            {row.level}, {familiesText(row.families)}
            {row.slow && ', measured times differ'}
          </span>
        </th>
        {row.cells.map((cell, at) => (
          <CellView cell={cell} letter={letters[at] ?? ''} />
        ))}
      </tr>
      {open && (
        <tr class="detail">
          <td colSpan={columns}>
            <div class="detail-body">{detail}</div>
          </td>
        </tr>
      )}
    </>
  );
}

/** Cells of a row that bear the same letter show the same. */
function CellView({ cell, letter }: { cell: Cell; letter: string }) {
  if (cell.absent !== undefined) return <td class="silent">{ABSENT[cell.absent]}</td>;
  return (
    <td class={letter === '' ? (cell.says ? '' : 'silent') : `side-${letter}`}>
      {letter && (
        <span class="letter" aria-hidden="true">
          {letter}
        </span>
      )}
      {cell.outcomes.map(({ verdict, behaviour }) => (
        <span class="found">
          <VerdictChip verdict={verdict} />
          {behaviour !== undefined && <code> {behaviour}</code>}
        </span>
      ))}
    </td>
  );
}
