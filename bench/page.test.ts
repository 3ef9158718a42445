import { expect } from 'chai';
import { performancePage } from './page.js';
import type { Result, Results } from './result.js';

const RESULT: Result = {
  name: 'latency',
  title: 'SYN to SYN,ACK',
  measuredAt: '2026-01-02T03:04:05.678Z',
  tookMs: 12_345,
  withinMs: 60_000,
  quick: false,
  loadBefore: 0.25,
  about: ['What it means.'],
  tables: [{ caption: 'Times', columns: ['', 'µs'], rows: [['a|b', '1.5']] }],
  goals: [
    { demand: 'at most 2', measured: '1.5', met: true },
    { demand: 'at most 1', measured: '1.5', met: false },
    { demand: 'at most 0', measured: 'no compiler', met: null },
  ],
  notes: ['a note'],
};

const RESULTS: Results = {
  machine: { processor: 'Some CPU', cores: 2, memoryGib: 24, kernel: 'Linux 6.1', node: 'v20.19.0' },
  version: '1.2.3',
  results: [RESULT],
};

describe('the page of performance', () => {
  const page = performancePage(RESULTS);
  const lines = page.split('\n');

  it('names the machine', () => {
    expect(lines).to.include.members([
      '| Processor | Some CPU, 2 cores |',
      '| Memory | 24 GiB |',
      '| Kernel | Linux 6.1 |',
      '| Node.js | v20.19.0 |',
    ]);
  });

  it('says when, under what load and how long each was measured', () => {
    expect(page).to.contain(
      '`npm run bench -- latency`, 2026-01-02 03:04 UTC, took 12 s of at most 60 s, load before 0.3.',
    );
  });

  it('says of each goal in plain words whether it is met, twice', () => {
    expect(lines).to.include('**Met:** at most 2. Measured: 1.5.');
    expect(lines).to.include('**Not met:** at most 1. Measured: 1.5.');
    expect(lines).to.include('**Not measured:** at most 0. Measured: no compiler.');
    expect(lines).to.include('| SYN to SYN,ACK | at most 1 | 1.5 | not met |');
  });

  it('keeps a cell in its column', () => {
    expect(lines).to.include('| a\\|b | 1.5 |');
  });

  it('is the same for the same results', () => {
    expect(performancePage(structuredClone(RESULTS))).to.equal(page);
  });

  it('ends with one line break and has no gaps of two lines', () => {
    expect(page)
      .to.match(/[^\n]\n$/)
      .and.not.to.match(/\n\n\n/);
  });
});
