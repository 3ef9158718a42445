import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { coverRequirements } from '../harness/requirements.js';
import { requirementListing } from './requirement-listing.js';
import { requirementsPage } from './requirements-page.js';

const SCRIPT = fileURLToPath(new URL('./requirements.js', import.meta.url));

describe('the page of requirements', () => {
  it('says what the ledger and the cases say', async () => {
    const run = promisify(execFile)(process.execPath, [SCRIPT, '--check']);
    const { stderr } = await run.catch((error: { stderr: string }) => error);
    expect(stderr).to.equal('');
  });

  it('has a row for each, and tells why one has no case', () => {
    const rows = requirementsPage(coverRequirements([], [])).split('\n');
    expect(rows.filter((row) => /^\| (MUST|SHLD|MAY|REC)-/.test(row))).to.have.length(119);
    expect(rows.find((row) => row.startsWith('| SHLD-13 '))).to.match(/ out-of-scope \| c \| no \| it asks /);
  });
});

describe('the list of requirements', () => {
  it('has level, section, status and number of cases of each, and the reason where there is one', () => {
    const rows = coverRequirements([], []).filter(({ id }) => id === 'MUST-13' || id === 'MAY-14');
    const [tested, untested, reason, count] = requirementListing(
      rows.map((row) => (row.id === 'MUST-13' ? { ...row, cases: ['a/b', 'a/c'] } : row)),
    ).split('\n');
    expect(tested).to.match(/^MUST-13 +must +3\.6\.1 +tested +2 cases +TIME-WAIT/);
    expect(untested).to.match(/^MAY-14 +may +3\.9\.1\.7 +untestable +no cases +There may be/);
    expect(reason).to.match(/^ +FLUSH is a call/);
    expect(count).to.equal('2 requirements: 1 tested, 1 untestable, 0 out-of-scope');
  });
});
