import type { Result, Run } from '../run.js';
import type { CaseGroup } from './case-groups.js';
import { Cite } from './cite.js';
import { ResultView } from './result-view.js';
import { VerdictChip } from './verdict-chip.js';

/** What is shown of a case. */
export interface CaseDetailProps {
  readonly run: Run;
  readonly group: CaseGroup;
  /** The place of the result that is shown, among the case's. */
  readonly shown: number;
  /** Where the capture lies, as a relative URL that ends with `/`, or empty. */
  readonly evidence: string;
  readonly choose: (shown: number) => void;
}

/** All that a run says of one case: what is asked, and one of its results; the others are a click away. */
export function CaseDetail({ run, group, shown, evidence, choose }: CaseDetailProps) {
  const result = group.results[shown] ?? group.results[0];
  const asked = run.coverage.requirements.filter(({ cases }) => cases.includes(group.id));
  const stale = (run.stale ?? []).filter(({ id }) => id === group.id);
  const unstable = (run.unstable ?? []).filter(({ id }) => id === group.id);
  return (
    <>
      <p class="asked">
        The target {ASKS[group.level]} <b>{group.title}</b>.{' '}
        {group.cites.map((cite, at) => (
          <>
            {at > 0 && ', '}
            <Cite text={cite} />
          </>
        ))}
      </p>
      {asked.map(({ id, about }) => (
        <p class="asked">
          <a href={`#requirement=${encodeURIComponent(id)}`}>{id}</a> {about}
        </p>
      ))}
      {stale.map(({ family, listed, found }) => (
        <p class="notice">
          The baseline lists this case over IPv{family} as {listed}, and {found} was found: the entry is stale.
        </p>
      ))}
      {unstable.map(({ family, verdicts }) => (
        <p class="notice">
          Its repetitions over IPv{family} did not agree: {verdicts.join(', ')}.
        </p>
      ))}
      {group.results.length > 1 && (
        <fieldset class="choice" aria-label="Results of this case">
          {group.results.map((each, at) => (
            <button type="button" aria-pressed={at === shown} onClick={() => choose(at)}>
              {nameOf(each)} <VerdictChip verdict={each.verdict} known={each.known !== undefined} />
            </button>
          ))}
        </fieldset>
      )}
      {result && <ResultView run={run} result={result} evidence={evidence} />}
    </>
  );
}

/** How a result is told from the others of its case: `IPv4`, `IPv6, repetition 2`. */
function nameOf({ family, repeat }: Result): string {
  return `IPv${family}${repeat === undefined ? '' : `, repetition ${repeat}`}`;
}

const ASKS = { must: 'MUST', should: 'SHOULD', may: 'MAY' } as const;
