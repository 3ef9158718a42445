import type { FuzzTarget } from './target.js';

/** Targets with mistakes that are known, for the tests of the fuzzer. */
export const TARGETS: readonly FuzzTarget[] = [
  planted('planted', (input) => void readPlanted(input)),
  planted('planted-later', async (input) => void readPlanted(input)),
  planted('endless', (input) => {
    while (input[0] === 0x74);
  }),
];

function planted(name: string, run: FuzzTarget['run']): FuzzTarget {
  return {
    name,
    mostOctets: 16,
    seeds: [new Uint8Array(8)],
    dictionary: [],
    sources: ['/fuzz/planted.fixture.js'],
    run,
  };
}

/** A reader with a mistake behind five octets, one after the other: one in 2^40 random inputs meets it. */
export function readPlanted(input: Uint8Array): string {
  if (input[0] !== 0x74) return 'no first octet';
  if (input[1] !== 0x63) return 'no second octet';
  if (input[2] !== 0x70) return 'no third octet';
  if (input[3] !== 0xf1) return 'no fourth octet';
  if (input[4] !== 0x9e) return 'no fifth octet';
  throw new RangeError('the planted mistake');
}
