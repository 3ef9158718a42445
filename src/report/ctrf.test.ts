import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import type { CTRFReport } from 'ctrf';
import { ctrf } from './ctrf.js';
import { HOSTILE, hostileRun } from './hostile.test-data.js';
import type { Run } from './run.js';
import { sampleFailure, sampleResult, sampleRun } from './sample.test-data.js';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../node_modules/ctrf/dist/ctrf-schema-0.0.json', import.meta.url), 'utf8'),
);

describe('a run as CTRF', () => {
  const validate = new Ajv({ allErrors: true, strict: false })
    .addFormat('uuid', /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    .addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    .compile(SCHEMA);

  it('is valid by the published schema, whatever is in it', () => {
    const several = sampleRun({ shard: { number: 2, of: 5 }, interrupted: true });
    for (const run of [sampleRun(), sampleRun({ results: [] }), several, hostileRun()]) {
      expect(validate(reportOf(run)), JSON.stringify(validate.errors)).to.equal(true);
    }
    expect(validate({ ...reportOf(sampleRun()), results: {} })).to.equal(false);
  });

  it('counts what it holds', () => {
    const { summary, tests } = reportOf(hostileRun()).results;
    const { passed, failed, skipped, pending, other } = summary;
    expect(summary.tests).to.equal(tests.length);
    expect(passed + failed + skipped + pending + other).to.equal(tests.length);
    expect(tests.filter(({ status }) => status === 'failed')).to.have.length(failed);
    expect(failed).to.be.above(HOSTILE.length);
  });

  it('has of a failure the verdict, the reason, the exchange, and the command that runs it again', () => {
    const [test] = reportOf(sampleRun({ results: [sampleFailure({ family: 6, repeat: 2 })] })).results.tests;
    expect(test).to.deep.include({
      name: 'rfc9293/3.10.7.4/syn-received-rst [IPv6] #2',
      status: 'failed',
      rawStatus: 'FAIL',
      message: 'FAIL: A segment came that was not expected.',
      suite: ['netns', 'rfc9293', '3.10.7.4'],
      start: Date.parse('2025-03-01T09:30:00.000Z') + 13,
    });
    expect(test?.trace).to.include('expected  silence for 400 ms').and.include('✗    1.0037  target  Flags [S.]');
    expect(test?.extra?.again).to.equal(
      'tcpspec run rfc9293/3.10.7.4/syn-received-rst --lab netns --family 6 --seed 7 --out reports/again',
    );
  });

  it('is as red as the run', () => {
    const failedOf = (run: Run) => reportOf(run).results.summary.failed;
    const results = [sampleResult(), sampleFailure({ known: { reason: 'x', reference: 'y' } })];
    expect(failedOf(sampleRun({ results }))).to.equal(0);
    expect(failedOf(sampleRun({ results, interrupted: true }))).to.equal(1);
    expect(failedOf(sampleRun({ results: [sampleResult({ verdict: 'ERROR' })] }))).to.equal(1);
  });

  it('is the same each time', () => {
    expect([...ctrf(sampleRun())]).to.deep.equal([...ctrf(sampleRun())]);
  });
});

function reportOf(run: Run): CTRFReport {
  return JSON.parse([...ctrf(run)].join(''));
}
