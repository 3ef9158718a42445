import { type Run, STATES, VERDICTS } from '../run.js';
import { type CaseGroup, caseSections, rfcsOf } from './case-groups.js';
import { CaseRow } from './case-row.js';
import { SIGNS } from './verdict-chip.js';

/** All cases by section, with what narrows them; browser/page-run.tsx makes it work. */
export function CaseList({ run, cases }: { run: Run; cases: readonly CaseGroup[] }) {
  const places = new Map(cases.map((group, at) => [group, at]));
  return (
    <section aria-labelledby="cases">
      <h2 id="cases" tabIndex={-1}>
        Cases
      </h2>
      <noscript>
        <p class="notice">Without scripts the list shows verdicts only: narrowing it and opening a case need them.</p>
      </noscript>
      <Controls run={run} cases={cases} />
      <div id="list">
        {caseSections(cases).map((section) => (
          <section class="case-section">
            <h3>
              {section.name} <span class="count">{section.cases.length}</span>
            </h3>
            <ul>
              {section.cases.map((group) => (
                <CaseRow group={group} at={places.get(group) ?? 0} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p id="nothing" hidden>
        No case is like that. <a href="#text=">Show all</a>
      </p>
    </section>
  );
}

function Controls({ run, cases }: { run: Run; cases: readonly CaseGroup[] }) {
  const rfcs = [...new Set(cases.flatMap(({ cites }) => rfcsOf(cites)))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return (
    <search>
      <form id="filter" class="controls" hidden>
        <label class="search">
          <span>Text</span>
          <input
            type="search"
            name="text"
            autoComplete="off"
            spellcheck={false}
            placeholder="id, title, passage, message"
          />
        </label>
        <Choice name="state" label="State" values={STATES} />
        <Choice name="level" label="Level" values={['must', 'should', 'may']} />
        <Choice name="rfc" label="RFC" values={rfcs} />
        <Choice name="family" label="Family" values={['4', '6']} texts={['IPv4', 'IPv6']} />
        {run.results.some(({ known }) => known) && (
          <Choice name="known" label="Known deviations" values={['no', 'yes']} texts={['without', 'only']} />
        )}
        <fieldset class="verdicts">
          <legend>Verdict</legend>
          {VERDICTS.filter((verdict) => run.summary[verdict] > 0).map((verdict) => (
            <label class={`verdict-${verdict.toLowerCase()}`}>
              <input type="checkbox" name="verdict" value={verdict} />
              <span aria-hidden="true">{SIGNS[verdict]} </span>
              {verdict}
            </label>
          ))}
        </fieldset>
        <p class="narrowed">
          <output id="count" aria-live="polite" />
          <span id="narrowed-by" />
          <button type="reset">show all</button>
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
  readonly texts?: readonly string[];
}

function Choice({ name, label, values, texts = values }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        <option value="">any</option>
        {values.map((value, at) => (
          <option value={value}>{texts[at]}</option>
        ))}
      </select>
    </label>
  );
}
