import type { LinkDescription, Run } from '../run.js';
import { Copyable } from './copyable.js';
import { shellWord } from './run-again.js';
import { timeText } from './time-text.js';

/** What the run was made with: command, tester, link with its counters, settings of the target, and what was measured. */
export function RunFacts({ run }: { run: Run }) {
  const { tester, target, command } = run;
  const measured = run.results.flatMap((result) =>
    Object.entries(result.measured ?? {}).map(([name, ms]) => ({ name, ms, id: result.id, family: result.family })),
  );
  return (
    <section aria-labelledby="run">
      <h2 id="run">The run</h2>
      <Copyable label="the command of the run" text={command.map(shellWord).join(' ')} />
      <div class="tables">
        <Table title="Tester and link" rows={[...testerRows(run), ...linkRows(tester.link)]} />
        <Table
          title="Settings of the target"
          rows={Object.entries(target.settings).map(([name, value]) => [name, String(value)])}
        />
      </div>
      {measured.length > 0 && (
        <details class="card">
          <summary>
            Measured times <span class="count">{measured.length}</span>
          </summary>
          <div class="scrolls">
            <table>
              <thead>
                <tr>
                  <th scope="col">time</th>
                  <th scope="col">measured</th>
                  <th scope="col">in</th>
                </tr>
              </thead>
              <tbody>
                {measured.map(({ name, ms, id, family }) => (
                  <tr>
                    <td>{name}</td>
                    <td>{timeText(ms)}</td>
                    <td>
                      <a href={`#open=${encodeURIComponent(id)}`}>{id}</a> IPv{family}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}

type Row = readonly [name: string, value: string];

function Table({ title, rows }: { title: string; rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function testerRows({ tester }: Run): Row[] {
  const { os, kernel, node, heldUp } = tester;
  const held: Row[] = heldUp ? [['held up', `${heldUp.times} times, ${timeText(heldUp.longestMs)} at most`]] : [];
  return [['system', `${os} ${kernel}`], ['node', node], ...held];
}

function linkRows(link: LinkDescription): Row[] {
  const {
    kind,
    device,
    sent,
    received,
    dropped,
    undecodable,
    timestamps,
    selfTest = [],
    offloads,
    strange = {},
    claims = [],
  } = link;
  return [
    ['link', `${kind}, ${device}`],
    ['frames sent', String(sent)],
    ['frames received', String(received)],
    ['frames lost', dropped === null ? 'this link cannot tell' : String(dropped)],
    ...(undecodable === undefined ? [] : [['frames not readable', String(undecodable)] as const]),
    ['time stamps', timestamps],
    ...selfTest.map((test): Row => [`echoes over IPv${test.family}`, `${test.received} of ${test.sent} came back`]),
    ...(offloads ? offloadRows(offloads) : []),
    ...Object.entries(strange).map(([kind, count]): Row => [`strange frames: ${kind}`, String(count)]),
    ...claims.map(({ address, hardware }): Row => [`claims of ${address}`, hardware.join(', ')]),
  ];
}

function offloadRows({ on, turnedOff }: NonNullable<LinkDescription['offloads']>): Row[] {
  return [
    ['offloads on', on.join(', ') || 'none'],
    ['offloads turned off', turnedOff.join(', ') || 'none'],
  ];
}
