import { useState } from 'preact/hooks';
import { listed } from '../compare/sections.js';
import type { Family, Result } from '../run.js';
import { Cite } from './cite.js';
import { Ladder } from './ladder-view.js';
import type { MatrixData, MatrixRow } from './matrix-rows.js';
import { timeText } from './time-text.js';
import { VerdictChip } from './verdict-chip.js';

/** A row that is open: the exchanges of all columns side by side; those that are the same stand once. */
export function MatrixDetail({ row, data }: { readonly row: MatrixRow; readonly data: MatrixData }) {
  const [family, choose] = useState<Family | undefined>(row.exchanges[0]?.family);
  const shown = row.exchanges.find((each) => each.family === family);
  return (
    <>
      <p class="cites">
        {row.cites.map((cite, at) => (
          <>
            {at > 0 && ', '}
            <Cite text={cite} />
          </>
        ))}
      </p>
      {row.exchanges.length > 1 && (
        <p class="choice">
          {row.exchanges.map((each) => (
            <button type="button" aria-pressed={each.family === family} onClick={() => choose(each.family)}>
              IPv{each.family}
            </button>
          ))}
        </p>
      )}
      {shown ? (
        <section class="side-by-side" tabIndex={0} aria-label={`Exchanges over IPv${shown.family}, side by side`}>
          {sides(shown.places).map(({ place, columns }) => (
            <Side labels={columns.map((at) => data.labels[at] ?? '')} result={data.results[place]} />
          ))}
        </section>
      ) : (
        <p class="faint">
          Only the exchanges of cases that differ are in this page. Those of this one are in the report of each run.
        </p>
      )}
    </>
  );
}

function Side({ labels, result }: { readonly labels: readonly string[]; readonly result: Result | undefined }) {
  const name = listed(labels);
  return (
    <article class="side-ladder">
      <h3>{name}</h3>
      {result === undefined ? (
        <p class="faint">No result in this run.</p>
      ) : (
        <>
          <p>
            <VerdictChip verdict={result.verdict} known={result.known !== undefined} />
            {result.behaviour !== undefined && <code> {result.behaviour}</code>}
            {Object.entries(result.measured ?? {}).map(([what, ms]) => (
              <span class="measured">
                {what} {timeText(ms)}
              </span>
            ))}
          </p>
          {result.message && <p class="message">{result.message.split('\n')[0]}</p>}
          <Ladder result={result} targetName={labels.length === 1 ? name : 'target'} />
        </>
      )}
    </article>
  );
}

function sides(places: readonly number[]): { place: number; columns: number[] }[] {
  const found = new Map<number, number[]>();
  places.forEach((place, column) => {
    found.set(place, [...(found.get(place) ?? []), column]);
  });
  return [...found].map(([place, columns]) => ({ place, columns }));
}
