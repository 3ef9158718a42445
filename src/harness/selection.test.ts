import { expect } from 'chai';
import { aCase } from './sample.test.js';
import { matches, type Selection, selects } from './selection.js';

const ID = 'rfc9293/3.10.7.4/syn-received-rst';

describe('a pattern', () => {
  for (const pattern of [
    ID,
    'rfc9293',
    'rfc9293/',
    'rfc9293/3.10.7.4',
    'rfc9293/3.10.7.4/',
    'rfc9293/*/syn-received-rst',
    'rfc9293/3.10.*',
    '*/3.10.7.4/*',
    '*',
    '**',
    '**/syn-received-rst',
    '**/*-rst',
    'rfc9293/**',
    '**rst',
  ]) {
    it(`${pattern} selects ${ID}`, () => {
      expect(matches(pattern, ID)).to.equal(true);
    });
  }

  for (const pattern of [
    '',
    '/',
    'rfc',
    'rfc9293/3.10.7',
    'rfc9293/3-10-7-4',
    'rfc9293/3.10.7.4/syn-received',
    'syn-received-rst',
    '*/syn-received-rst',
    'rfc9293/*-rst',
    'rfc9293/3.10.7.4/syn-received-rst/more',
    'rfc9293/(3.10.7.4|x)',
    'rfc5961/**',
    'RFC9293',
    '3.10.7.4',
  ]) {
    it(`'${pattern}' does not select ${ID}`, () => {
      expect(matches(pattern, ID)).to.equal(false);
    });
  }
});

describe('a selection', () => {
  const c = aCase({ id: ID, title: 'return to LISTEN', arc: ['SYN-RECEIVED', 'LISTEN'], states: ['CLOSED'] });
  const yes: Record<string, Selection> = {
    'that says nothing': {},
    'that says nothing of nothing': { patterns: [], skip: [], levels: [] },
    'by one of its patterns': { patterns: ['rfc5961', 'rfc9293'] },
    'by level': { levels: ['should', 'must'] },
    'by an end of its arc': { state: 'LISTEN' },
    'by the other end': { state: 'SYN-RECEIVED' },
    'by a state it names': { state: 'CLOSED' },
    'by its title': { grep: 'to LISTEN$' },
    'by its id': { grep: '^rfc9293.*rst' },
    'by name and family': { only: new Set([`${ID} 4`]) },
  };
  const no: Record<string, Selection> = {
    'of other patterns': { patterns: ['rfc5961', 'rfc9293/3.6'] },
    'that skips it': { patterns: ['rfc9293'], skip: ['**/*-rst'] },
    'of other levels': { levels: ['should', 'may'] },
    'of a state it is not about': { state: 'TIME-WAIT' },
    'of other words': { grep: 'to CLOSED' },
    'of it in the other family': { only: new Set([`${ID} 6`]) },
    'that one demand fails': { patterns: ['rfc9293'], levels: ['must'], state: 'LISTEN', grep: 'x' },
  };
  for (const [what, selection] of Object.entries(yes)) {
    it(`${what} takes a case`, () => {
      expect(selects(selection, c, 4)).to.equal(true);
    });
  }
  for (const [what, selection] of Object.entries(no)) {
    it(`${what} leaves it out`, () => {
      expect(selects(selection, c, 4)).to.equal(false);
    });
  }

  it('leaves a case out in a family that it is not for', () => {
    const only6 = { ...c, families: [6 as const] };
    expect([selects({}, only6, 4), selects({}, only6, 6)]).to.deep.equal([false, true]);
  });
});
