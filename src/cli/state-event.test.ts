import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { cellsOf, type EventRow } from './state-event-cells.js';
import { stateEventPage } from './state-event-page.js';

const SCRIPT = fileURLToPath(new URL('./state-event.js', import.meta.url));
const LIMIT_MS = 30_000;

/** What RFC 9293 3.10 says of the eleven states, one sentence of it a cell. */
const CELLS_OF_3_10 = 308;

const row: EventRow = { event: 'rst', group: 'RST', words: 'RST', section: '3.10.7', states: ['closed', 'listen'] };
const complaintsOf = (of: Partial<EventRow>, ids = ['a/closed', 'a/listen']) => {
  return cellsOf([{ ...row, ...of }], ids).complaints;
};

describe('the table of states and events', () => {
  it('has a case or a reason for every cell, names no case that there is not, and a page that says so', async () => {
    const run = promisify(execFile)(process.execPath, [SCRIPT, '--check'], { timeout: LIMIT_MS });
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(stderr).to.equal('');
    expect(stdout).to.match(new RegExp(`^${CELLS_OF_3_10} cells of RFC 9293 3\\.10`));
  }).timeout(LIMIT_MS);

  it('takes patterns for each state, others for one, and either of what is in braces', () => {
    expect(complaintsOf({ cases: ['a/{state}'] })).to.deep.equal([]);
    expect(complaintsOf({ cases: ['a/*'], instead: { listen: ['a/{listen,closed}'] } })).to.deep.equal([]);
    const [cell] = cellsOf(
      [{ ...row, cases: ['a/{state}'], also: { closed: ['a/listen'] } }],
      ['a/closed', 'a/listen'],
    ).cells;
    expect(cell).to.deep.include({ id: 'rst/closed', cases: ['a/closed', 'a/listen'] });
  });

  for (const [what, of, complaint] of [
    ['a cell with neither a case nor a reason', {}, 'rst/closed has neither a case nor a reason'],
    ['a case that there is not', { cases: ['a/{state}', 'b'] }, 'rst/closed names b, and there is no such case'],
    [
      'a reason beside a case',
      { cases: ['a/{state}'], also: { closed: ['a/closed'] }, none: { closed: 'why' } },
      'rst/closed has cases and a reason why there are none',
    ],
    [
      'a state that the event has not',
      { cases: ['a/{state}'], none: { closing: 'why' } },
      'rst says something of closing, which it has not',
    ],
  ] as const) {
    it(`complains of ${what}`, () => {
      expect(complaintsOf(of)).to.include(complaint);
    });
  }

  it('complains of an event that stands there twice', () => {
    expect(cellsOf([{ ...row, cases: ['a/{state}'] }, row], ['a/closed', 'a/listen']).complaints).to.include(
      'rst stands there twice',
    );
  });

  it('becomes a page with the number of cases in each cell, or a dash and the reason', () => {
    const { cells } = cellsOf([{ ...row, cases: ['a/*'], none: { listen: 'nobody listens' } }], ['a/closed', 'a/b']);
    const page = stateEventPage(cells);
    expect(page).to.contain('| [RST](#rst) | 3.10.7 | 2 | – |');
    expect(page).to.contain('- CLOSED: `a/closed` `a/b`\n- LISTEN: nobody listens\n');
  });
});
