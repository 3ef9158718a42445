import { expect } from 'chai';
import type { Run } from './run.js';
import { sampleResult, sampleRun } from './sample.test-data.js';
import { validateRun } from './validate.js';

describe('the schema of run.json', () => {
  it('accepts a whole run', () => {
    expect(validateRun(sampleRun())).to.deep.equal([]);
  });

  it('accepts the optional fields', () => {
    const run = sampleRun({
      interrupted: true,
      unstable: [{ id: 'a/b', family: 6, verdicts: ['PASS', 'FAIL'] }],
      results: [
        sampleResult({
          repeat: 2,
          measured: { '2-msl': 60_000 },
          behaviour: 'rst',
          expected: '',
          actual: '',
          message: '',
        }),
      ],
      target: { name: 'model', os: 'model', kernel: '0', user: 'model', settings: {}, faults: ['no-rst'] },
    });
    expect(validateRun(run)).to.deep.equal([]);
  });

  const broken: Record<string, (run: Writable<Run>) => void> = {
    'another schema': (run) => Object.assign(run, { schema: 'tcpspec.run/2' }),
    'an unknown field at the top': (run) => Object.assign(run, { extra: 1 }),
    'an unknown field of a result': (run) => Object.assign(at(run.results), { extra: 1 }),
    'an unknown verdict': (run) => Object.assign(at(run.results), { verdict: 'OK' }),
    'an unknown level': (run) => Object.assign(at(run.results), { level: 'MUST' }),
    'an unknown state of a sighting': (run) => Object.assign(at(at(run.results).states), { state: 'FIN_WAIT_1' }),
    'an unknown witness': (run) => Object.assign(at(at(run.results).states), { witness: 'guess' }),
    'an unknown family': (run) => Object.assign(at(run.results), { family: 5 }),
    'a missing state': (run) => Reflect.deleteProperty(run.coverage.states, 'CLOSING'),
    'a state too many': (run) => Object.assign(run.coverage.states, { UNKNOWN: run.coverage.states.CLOSED }),
    'a missing verdict in the summary': (run) => Reflect.deleteProperty(run.summary, 'ERROR'),
    'a summary that does not count the results': (run) => Object.assign(run.summary, { FAIL: 99 }),
    'a time stamp without a zone': (run) => Object.assign(run, { startedAt: '2025-03-01 09:30' }),
    'a negative duration': (run) => Object.assign(run, { durationMs: -1 }),
    'a missing field': (run) => Reflect.deleteProperty(run, 'seed'),
  };

  for (const [what, breakIt] of Object.entries(broken)) {
    it(`refuses ${what}`, () => {
      const run = structuredClone(sampleRun());
      breakIt(run as Writable<Run>);
      expect(validateRun(run)).to.have.lengthOf.at.least(1);
    });
  }

  it('refuses what is not a run at all, without throwing', () => {
    for (const value of [undefined, null, 1, 'run', [], {}]) expect(validateRun(value)).to.have.lengthOf.at.least(1);
  });

  it('says where the problem is', () => {
    const run = structuredClone(sampleRun());
    Object.assign(at(run.results), { verdict: 'OK' });
    expect(validateRun(run)[0]).to.match(/^\/results\/0\/verdict must be one of PASS, FAIL/);
  });
});

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function at<T>(list: readonly T[]): T {
  const first = list[0];
  if (first === undefined) throw new Error('the sample has none');
  return first;
}
