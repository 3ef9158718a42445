import { expect } from 'chai';
import { corpusNames, readCorpus } from './corpus.js';
import { findingsOf } from './explore.js';
import { TARGETS } from './targets/all.js';
import { watched } from './watched.js';

/** Inputs tried anew, always the same; the parser of YAML is slow under coverage. */
const ITERATIONS = 2_000;
const ITERATIONS_OF_FILES = 200;
const SEED = 20_240_601;
const FILES = ['target-file', 'baseline'];

describe('what takes octets from outside', function () {
  this.timeout(120_000);

  it('has a corpus, each of it', () => {
    expect(corpusNames()).to.deep.equal(TARGETS.map(({ name }) => name).sort());
  });

  for (const target of TARGETS) {
    it(`holds its invariants over the corpus: ${target.name}`, async () => {
      const inputs = [...target.seeds, ...readCorpus(target.name)];
      expect(inputs).not.to.deep.equal([]);
      for (const input of inputs) expect(await findingsOf(target, input)).to.deep.equal([]);
    });

    it(`holds them over inputs made from it: ${target.name}`, async () => {
      const iterations = FILES.includes(target.name) ? ITERATIONS_OF_FILES : ITERATIONS;
      const explored = await watched(target.name, { seed: SEED, iterations, corpus: readCorpus(target.name) });
      const findings = explored.findings.map(
        ({ input, message }) => `${message}: ${Buffer.from(input).toString('hex')}`,
      );
      expect(findings).to.deep.equal([]);
      expect(explored.iterations).to.equal(iterations);
    });
  }
});
