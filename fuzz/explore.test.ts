import { expect } from 'chai';
import { explore, findingsOf, shortened } from './explore.js';
import { TARGETS } from './planted.fixture.js';
import { watched } from './watched.js';

const PLANTED = new URL('./planted.fixture.js', import.meta.url).href;
const ITERATIONS = 120_000;
const BREAKS = Uint8Array.of(0x74, 0x63, 0x70, 0xf1, 0x9e);

const [planted, plantedLater] = TARGETS;
if (!planted || !plantedLater) throw new Error('the planted targets are gone');

describe('the fuzzer', function () {
  this.timeout(60_000);

  for (const seed of [2, 4]) {
    it(`finds what lies behind five octets, guided by coverage (seed ${seed})`, async () => {
      const { findings, kept } = await watched('planted', { seed, iterations: ITERATIONS }, PLANTED);
      expect(findings).to.deep.equal([{ input: BREAKS, message: 'RangeError: the planted mistake' }]);
      expect(kept.length).to.be.at.least(5);
    });

    it(`does not find it in as many inputs that nothing guides (seed ${seed})`, async () => {
      const { findings, iterations } = await watched('planted', { seed, iterations: ITERATIONS, blind: true }, PLANTED);
      expect(findings).to.deep.equal([]);
      expect(iterations).to.equal(ITERATIONS);
    });
  }

  it('tries the same inputs for the same seed', async () => {
    const inputs = async (seed: number) => {
      const tried: string[] = [];
      const onInput = (input: Uint8Array) => tried.push(Buffer.from(input).toString('hex'));
      await explore(planted, { seed, iterations: 500, onInput });
      return tried.join();
    };
    expect(await inputs(1)).to.equal(await inputs(1));
    expect(await inputs(1)).not.to.equal(await inputs(2));
  });

  it('shortens what it found, and keeps what it needs', async () => {
    const [finding] = await findingsOf(planted, Uint8Array.of(...BREAKS, 1, 2, 3, 4, 5));
    if (finding === undefined) expect.fail('nothing found');
    expect((await shortened(planted, finding)).input).to.deep.equal(BREAKS);
  });

  it('takes a rejection for a finding, too', async () => {
    expect(await findingsOf(plantedLater, new Uint8Array(1))).to.deep.equal([]);
    expect(await findingsOf(plantedLater, BREAKS)).to.have.length(1);
  });

  it('blames the input on which it never ends', async () => {
    const corpus = [BREAKS];
    const { findings } = await watched('endless', { seed: 1, iterations: 1, corpus, patienceMs: 2_000 }, PLANTED);
    expect(findings).to.deep.equal([{ input: BREAKS, message: 'it did not come to an end within 2 s' }]);
  });

  it('blames the input at which something fails that nobody awaits', async () => {
    const { findings } = await watched('no such target', { seed: 1, iterations: 1 });
    expect(findings.map(({ message }) => message)).to.deep.equal([
      'nobody awaits this: Error: there is no target no such target',
    ]);
  });
});
