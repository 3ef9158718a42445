import { expect } from 'chai';
import fc from 'fast-check';
import { applyBaseline, type KnownDeviation } from '../report/baseline.js';
import type { Result } from '../report/run.js';
import { sampleResult, sampleRun } from '../report/sample.test-data.js';
import { updatedBaseline } from './baseline-document.js';
import { LINUX_BASELINE, parseBaseline, readBaselineText } from './baseline-file.js';

const results = (...all: readonly Partial<Result>[]) => all.map(sampleResult);
const both = (fields: Partial<Result>) => [4, 6].map((family) => ({ ...fields, family })) as Partial<Result>[];
const cases = ['s/a', 's/b', 's/c'].map((id) => ({ id }));
const updated = (text: string, ...all: readonly Partial<Result>[]) =>
  updatedBaseline(text, 'list.yaml', { results: results(...all), cases });

const LIST = `# What this stack does.

# an old one
- id: s/a # of the first release
  verdict: FAIL
  reason: 'it is slow'
  reference: "tcp.c"

# about windows
- id: s/b
  verdict: DEVIATES
  behaviour: silent
  reason: it waits
  reference: window.c
`;

const A = both({ id: 's/a', verdict: 'FAIL' });
const B = both({ id: 's/b', verdict: 'DEVIATES', behaviour: 'silent' });

describe('an updated list of known deviations', () => {
  it('is the same text where all holds', () => {
    expect(updated(LIST, ...A, ...B).text).to.equal(LIST);
    const linux = readBaselineText(LINUX_BASELINE);
    const listed = parseBaseline(linux, 'linux.yaml').flatMap(({ id, family, verdict, behaviour }) =>
      both({ id, verdict, ...(behaviour ? { behaviour } : {}) }).filter(
        (each) => (family ?? each.family) === each.family,
      ),
    );
    const again = updatedBaseline(linux, 'linux.yaml', { results: results(...listed), cases: [] });
    expect(again.text).to.equal(linux);
  });

  it('loses what no longer holds, and keeps the rest as it was written', () => {
    const { text, removed } = updated(LIST, ...A, ...both({ id: 's/b' }));
    expect(removed).to.equal(1);
    expect(text).to.equal(LIST.slice(0, LIST.indexOf('\n# about windows')));
  });

  it('gains what is new in the order of the ids, with what was seen and a reason that asks to be filled in', () => {
    const { text, added, unexplained } = updated(
      LIST.replace('s/b', 's/c'),
      ...A,
      ...both({ id: 's/b', verdict: 'FAIL', behaviour: 'rst', message: 'a RST\nand more' }),
    );
    expect([added, unexplained]).to.deep.equal([1, 1]);
    expect(text.indexOf('- id: s/b')).to.be.lessThan(text.indexOf('- id: s/c'));
    expect(text).to.contain(
      '# a RST\n- id: s/b\n  verdict: FAIL\n  behaviour: rst\n  reason: "TODO: why the target does so"\n',
    );
    expect(text).to.contain('# about windows').and.to.contain('# of the first release').and.to.contain("'it is slow'");
  });

  it('keeps what stands at its head when the first entry goes', () => {
    const list = `# Ours.\n\n# Of the lab.\n\n${LIST.slice(LIST.indexOf('# an old one'))}`;
    const { text } = updated(list, ...both({ id: 's/a' }), ...B);
    expect(text).to.equal(`# Ours.\n\n# Of the lab.\n\n${LIST.slice(LIST.indexOf('# about windows'))}`);
    expect(updated(list, ...both({ id: 's/a' }), ...both({ id: 's/b' })).text).to.match(/^# Ours\.\n/);
  });

  it('has to be explained anew where a case comes out otherwise', () => {
    const { text, changed } = updated(LIST, ...A, ...both({ id: 's/b', verdict: 'FAIL', behaviour: 'rst' }));
    expect(changed).to.equal(1);
    expect(text).to.contain(
      '# about windows\n- id: s/b\n  verdict: FAIL\n  behaviour: rst\n  reason: "TODO: was DEVIATES (silent): it waits"\n  reference: window.c\n',
    );
  });

  it('leaves alone what did not run, was not judged, or did not agree with itself', () => {
    expect(updated(LIST).text).to.equal(LIST);
    for (const verdict of ['INCONCLUSIVE', 'UNSUPPORTED', 'ERROR'] as const)
      expect(updated(LIST, { id: 's/a', verdict }).text).to.equal(LIST);
    const flapping = updated(LIST, { id: 's/a', verdict: 'FAIL' }, { id: 's/a', repeat: 2 });
    expect([flapping.text, flapping.left]).to.deep.equal([LIST, ['s/a IPv4: its repetitions did not agree']]);
  });

  it('narrows an entry down to the family in which it holds, also when that one did not run', () => {
    const narrow = (...all: Partial<Result>[]) =>
      updated(LIST, ...all).entries.flatMap(({ id, family }) => (id === 's/a' ? [family ?? 'both'] : []));
    expect(narrow({ id: 's/a' }, { id: 's/a', family: 6, verdict: 'FAIL' })).to.deep.equal([6]);
    expect(narrow({ id: 's/a' })).to.deep.equal([6]);
    expect(narrow({ id: 's/a', verdict: 'FAIL', behaviour: 'x' })).to.deep.equal(['both']);
    expect(narrow({ id: 's/a', verdict: 'DEVIATES' })).to.deep.equal([4, 6]);
  });

  it('names the family of a new entry only where the families differ', () => {
    const families = (...all: Partial<Result>[]) => updated('', ...all).entries.map(({ family }) => family);
    expect(families(...A)).to.deep.equal([undefined]);
    expect(families(A[0] ?? {})).to.deep.equal([undefined]);
    expect(families(A[0] ?? {}, { id: 's/a', family: 6 })).to.deep.equal([4]);
  });

  const PATTERN = '- id: s/*\n  verdict: FAIL\n  reason: all of them\n  reference: tcp.c\n';

  it('keeps a pattern while all that ran of it holds, and puts entries in its place when one does not', () => {
    const [b, c] = [both({ id: 's/b', verdict: 'FAIL' }), both({ id: 's/c' })];
    expect(updated(PATTERN, ...A, ...b).text).to.equal(PATTERN);
    const { entries } = updated(PATTERN, ...A, ...b, ...c);
    expect(entries.map(({ id, reason }) => [id, reason])).to.deep.equal([
      ['s/a', 'all of them'],
      ['s/b', 'all of them'],
    ]);
    const part = updated(PATTERN, ...A, ...c);
    expect(part.text).to.equal(PATTERN);
    expect(part.left).to.deep.equal([
      's/*: not all that it stands for comes out as listed, and 1 of its cases did not run',
    ]);
  });

  it('is a list again when nothing is left, or nothing was there', () => {
    const empty = updated('# none yet\n', ...both({ id: 's/a', verdict: 'FAIL' }));
    expect(empty.text).to.contain('# none yet').and.to.contain('- id: s/a');
    const none = updated(LIST, ...both({ id: 's/a' }), ...both({ id: 's/b' }));
    expect(parseBaseline(none.text, 'list.yaml')).to.deep.equal([]);
  });

  it('does without anchors of entries that are gone', () => {
    const list = `- id: s/a
  verdict: FAIL
  reason: &why it is slow
  reference: tcp.c
- id: s/b
  verdict: FAIL
  reason: *why
  reference: tcp.c
`;
    const { entries } = updated(list, ...both({ id: 's/a' }), ...both({ id: 's/b', verdict: 'FAIL' }));
    expect(entries.map(({ id, reason }) => [id, reason])).to.deep.equal([['s/b', 'it is slow']]);
  });

  const outcome = fc.record({
    id: fc.constantFrom('s/a', 's/b', 's/c'),
    family: fc.constantFrom<4 | 6>(4, 6),
    verdict: fc.constantFrom('PASS' as const, 'FAIL' as const, 'DEVIATES' as const, 'INFO' as const),
    behaviour: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), { nil: undefined }),
    message: fc.string({ unit: 'binary', maxLength: 20 }),
  });
  const entry = fc.record({
    id: fc.constantFrom('s/a', 's/b', 's/*', '**'),
    verdict: fc.constantFrom('FAIL' as const, 'DEVIATES' as const),
    reason: fc.constantFrom('why', 'TODO: why'),
    reference: fc.constant('where'),
  });

  it('says what the run found, whatever it listed before: nothing is stale, and no deviation unlisted', () => {
    const all = fc.uniqueArray(outcome, { selector: ({ id, family }) => `${id} ${family}` });
    fc.assert(
      fc.property(all, fc.array(entry, { maxLength: 4 }), (found, before) => {
        const rows = results(...(found as Partial<Result>[]));
        const ran = [...new Set(rows.map(({ id }) => id))].map((id) => ({ id }));
        const { entries, text } = updatedBaseline(yamlOf(before), 'x', { results: rows, cases: ran });
        const { run, stale } = applyBaseline(sampleRun({ results: rows }), entries);
        expect(stale).to.deep.equal([]);
        const unlisted = run.results.filter(({ verdict, known }) => /FAIL|DEVIATES/.test(verdict) && !known);
        expect(unlisted).to.deep.equal([]);
        expect(updatedBaseline(text, 'x', { results: rows, cases: ran }).text, 'again').to.equal(text);
      }),
    );
  });
});

function yamlOf(entries: readonly KnownDeviation[]): string {
  return entries.length === 0 ? '' : entries.map((each) => `- ${JSON.stringify(each)}\n`).join('');
}
