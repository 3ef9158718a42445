import type { RequirementCoverage } from '../run.js';
import { Cite } from './cite.js';
import { VerdictChip } from './verdict-chip.js';

/** The labelled requirements of RFC 9293, those that are not met first, each with its verdict or why it has none. */
export function Ledger({ requirements }: { requirements: readonly RequirementCoverage[] }) {
  if (requirements.length === 0) return null;
  const parts = PARTS.map((part) => ({ ...part, rows: requirements.filter((row) => part.has(row)) }));
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">Requirements</h2>
      {parts.map(({ title, open, rows }) =>
        rows.length === 0 ? null : (
          <details class="card ledger-part" open={open}>
            <summary>
              {title} <span class="count">{rows.length}</span>
            </summary>
            <Rows rows={rows} />
          </details>
        ),
      )}
    </section>
  );
}

interface Part {
  readonly title: string;
  readonly open: boolean;
  readonly has: (row: RequirementCoverage) => boolean;
}

const PARTS: readonly Part[] = [
  {
    title: 'Not met',
    open: true,
    has: ({ verdict }) => verdict === 'FAIL' || verdict === 'DEVIATES' || verdict === 'ERROR',
  },
  { title: 'Met, or a choice', open: false, has: ({ verdict }) => verdict === 'PASS' || verdict === 'INFO' },
  {
    title: 'Not judged in this run',
    open: false,
    has: ({ verdict }) => verdict === undefined || verdict === 'INCONCLUSIVE' || verdict === 'UNSUPPORTED',
  },
];

function Rows({ rows }: { rows: readonly RequirementCoverage[] }) {
  return (
    <ul class="ledger">
      {rows.map(({ id, section, about, verdict, status, reason, cases }) => (
        <li id={id}>
          <span class="ledger-id">
            <b>{id}</b> {section && <Cite text={`RFC9293 ${section}`} />}
          </span>
          <span class="ledger-about">
            {about}
            {reason && <span class="faint ledger-reason">{reason}</span>}
          </span>
          <span class="ledger-verdict">
            {verdict ? (
              <VerdictChip verdict={verdict} />
            ) : (
              <span class="faint">{status === 'tested' ? 'not run' : status.replaceAll('-', ' ')}</span>
            )}
          </span>
          <span class="ledger-cases">
            {cases.length > 0 && (
              <a href={`#requirement=${encodeURIComponent(id)}`}>
                {cases.length} {cases.length === 1 ? 'case' : 'cases'}
                <span class="hidden-text"> of {id}</span>
              </a>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
