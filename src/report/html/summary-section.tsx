import { familiesText, grouped } from '../grouping.js';
import { type Run, STATES, VERDICTS } from '../run.js';
import { exitCodeOf, isExpected, summarise } from '../summary.js';
import type { CaseGroup } from './case-groups.js';
import { VerdictChip } from './verdict-chip.js';

/** What the run comes to: the outcome in a sentence, the counts, what was reached, and what was unexpected. */
export function Summary({ run, cases }: { run: Run; cases: readonly CaseGroup[] }) {
  return (
    <section aria-labelledby="summary">
      <h2 id="summary" class="hidden-text">
        Summary
      </h2>
      <Outcome run={run} cases={cases} />
      <Bar run={run} />
      <div class="summary-columns">
        <Counts run={run} />
        <Reached run={run} />
      </div>
      <Unexpected run={run} />
    </section>
  );
}

const MOST_UNEXPECTED = 30;

function Outcome({ run, cases }: { run: Run; cases: readonly CaseGroup[] }) {
  const bad = unexpected(run).length;
  const good = exitCodeOf(run) === 0;
  const known = run.results.filter((result) => result.known).length;
  const counted = `${plural(cases.length, 'case')}, ${plural(run.results.length, 'result')}`;
  const listed = known > 0 ? `, ${plural(known, 'known deviation')} among them` : '';
  const title =
    run.results.length === 0
      ? 'Nothing was run'
      : good
        ? 'As expected'
        : bad > 0
          ? `${plural(bad, 'unexpected failure')}`
          : 'Not as expected';
  return (
    <p class={`outcome ${good ? 'good' : 'bad'}`}>
      <span class="outcome-sign" aria-hidden="true">
        {good ? '✓' : '✗'}
      </span>
      <b>{title}</b>
      <span>
        {counted}
        {listed}
      </span>
    </p>
  );
}

// A bar of the verdicts' shares, for the eye alone: the table beside it says the same.
function Bar({ run }: { run: Run }) {
  const width = 1000;
  const total = Math.max(1, run.results.length);
  let x = 0;
  return (
    <svg class="bar" viewBox={`0 0 ${width} 10`} preserveAspectRatio="none" aria-hidden="true">
      {VERDICTS.filter((verdict) => run.summary[verdict] > 0).map((verdict) => {
        const share = (run.summary[verdict] / total) * width;
        const left = x;
        x += share;
        return (
          <rect class={`verdict-${verdict.toLowerCase()}`} x={left.toFixed(1)} width={share.toFixed(1)} height="10" />
        );
      })}
    </svg>
  );
}

function Counts({ run }: { run: Run }) {
  const families = ([4, 6] as const).filter((family) => run.results.some((result) => result.family === family));
  const columns = families.map((family) => summarise(run.results.filter((result) => result.family === family)));
  return (
    <table class="counts">
      <thead>
        <tr>
          <th scope="col">verdict</th>
          {families.map((family) => (
            <th scope="col">IPv{family}</th>
          ))}
          <th scope="col">all</th>
        </tr>
      </thead>
      <tbody>
        {VERDICTS.filter((verdict) => run.summary[verdict] > 0).map((verdict) => (
          <tr>
            <th scope="row">
              <a href={`#verdict=${verdict}`}>
                <VerdictChip verdict={verdict} />
              </a>
            </th>
            {columns.map((counts) => (
              <td>{counts[verdict] || '·'}</td>
            ))}
            <td>
              <b>{run.summary[verdict]}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reached({ run }: { run: Run }) {
  const { states, arcs, requirements } = run.coverage;
  const judged = requirements.filter(
    ({ verdict }) => verdict && ['PASS', 'FAIL', 'DEVIATES', 'INFO'].includes(verdict),
  );
  const unmet = judged.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'DEVIATES').length;
  return (
    <dl class="reached">
      <div>
        <dt>states reached</dt>
        <dd>
          <a href="#diagram">{STATES.filter((state) => states[state].reached).length}</a> of {STATES.length}
        </dd>
      </div>
      <div>
        <dt>arcs driven</dt>
        <dd>
          <a href="#diagram">{arcs.filter((arc) => arc.driven).length}</a> of {arcs.length}
        </dd>
      </div>
      <div>
        <dt>requirements judged</dt>
        <dd>
          <a href="#ledger">{judged.length}</a> of {requirements.length}
        </dd>
      </div>
      <div>
        <dt>requirements not met</dt>
        <dd>
          <a href="#ledger">{unmet}</a>
        </dd>
      </div>
    </dl>
  );
}

function Unexpected({ run }: { run: Run }) {
  const groups = grouped(unexpected(run));
  if (groups.length === 0) return null;
  const more = groups.length - MOST_UNEXPECTED;
  return (
    <>
      <h3>Unexpected</h3>
      <ul class="unexpected">
        {groups.slice(0, MOST_UNEXPECTED).map(({ result, families }) => (
          <li>
            <VerdictChip verdict={result.verdict} />{' '}
            <a class="mono" href={`#open=${encodeURIComponent(result.id)}&known=no`}>
              {result.id}
            </a>{' '}
            <span class="faint">{familiesText(families)}</span>
            <div>{result.message?.split('\n')[0] ?? result.title}</div>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p>
          … and <a href="#verdict=FAIL,ERROR&amp;known=no">{more} more</a>
        </p>
      )}
    </>
  );
}

function unexpected(run: Run) {
  return run.results.filter(({ verdict, known }) => !known && !isExpected(verdict));
}

function plural(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
