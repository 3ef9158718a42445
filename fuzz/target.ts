/** One thing that is fed octets which nobody has vouched for. */
export interface FuzzTarget {
  /** Names its folder in the corpus. */
  readonly name: string;
  /** Longest input that is made, in octets. */
  readonly mostOctets: number;
  /** Inputs to start from, besides the corpus. */
  readonly seeds: readonly Uint8Array[];
  /** Octets that mean something to it: magic numbers, keywords. */
  readonly dictionary: readonly Uint8Array[];
  /** Which sources count as new ground, by what their URL ends with. */
  readonly sources: readonly string[];
  /** Takes the input. Throws, or rejects, when an invariant does not hold: that is a finding. */
  run(input: Uint8Array): void | Promise<void>;
}

/** The octets of text, for seeds and dictionaries. */
export function textOctets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Text out of an input; every octet is a character of its own. */
export function latin1(input: Uint8Array): string {
  return Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('latin1');
}

/** Throws a finding. */
export function broken(what: string): never {
  throw new Error(`invariant: ${what}`);
}

/** Two lists of octets, or a finding. */
export function demandSame(what: string, got: Uint8Array, wanted: Uint8Array): void {
  if (Buffer.compare(got, wanted) !== 0)
    broken(`${what}: ${Buffer.from(got).toString('hex')} instead of ${Buffer.from(wanted).toString('hex')}`);
}

/** What was made of an input is in proportion to it, or a finding. */
export function demandSmall(what: string, characters: number, input: Uint8Array): void {
  if (characters > 1000 + 200 * input.length) broken(`${what} has ${characters} characters for ${input.length} octets`);
}
