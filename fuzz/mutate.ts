import type { Random } from '../src/harness/random.js';

/** What inputs are made of. */
export interface Material {
  readonly random: Random;
  readonly pool: readonly Uint8Array[];
  readonly dictionary: readonly Uint8Array[];
  readonly mostOctets: number;
}

/** Numbers at which lengths and counters break. */
const EDGES = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 20, 40, 60, 63, 64, 127, 128, 254, 255];
const WIDE_EDGES = [0x100, 0x5dc, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x7ffffffd, 0x80000000, 0xfffffffc, 0xffffffff];

/** What was found last has been tried least. */
const LATEST = 4;

/** A new input: one of the pool, half the time one of the latest, changed in one to four places. */
export function mutate(material: Material): Uint8Array {
  const { random, pool, mostOctets } = material;
  const from = random.below(2) === 0 ? pool : pool.slice(-LATEST);
  let input: Uint8Array = pickOf(random, from)?.slice() ?? new Uint8Array(0);
  const times = 1 << random.below(3);
  for (let n = 0; n < times; n++) input = pickOf(random, WAYS)?.(input, material) ?? input;
  return input.subarray(0, mostOctets);
}

type Way = (input: Uint8Array, material: Material) => Uint8Array;

const flipBit: Way = (input, { random }) => changed(input, random, (octet) => octet ^ (1 << random.below(8)));
const setOctet: Way = (input, { random }) => changed(input, random, () => random.below(256));
const setEdge: Way = (input, { random }) => changed(input, random, () => pickOf(random, EDGES) ?? 0);
const addLittle: Way = (input, { random }) => changed(input, random, (octet) => octet + random.below(33) - 16);

const setWide: Way = (input, { random }) => {
  const octets = random.below(2) === 0 ? 2 : 4;
  if (input.length < octets) return input;
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const at = random.below(input.length - octets + 1);
  const value = (pickOf(random, WIDE_EDGES) ?? 0) + random.below(3);
  const little = random.below(2) === 0;
  if (octets === 2) view.setUint16(at, value, little);
  else view.setUint32(at, value, little);
  return input;
};

const removeSome: Way = (input, { random }) => {
  const from = random.below(input.length + 1);
  return joined(input.subarray(0, from), input.subarray(from + 1 + random.below(16)));
};

const cutOff: Way = (input, { random }) => input.subarray(0, random.below(input.length + 1));

const insertSome: Way = (input, { random }) => {
  const some = Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256));
  return inserted(input, random, some);
};

const repeatSome: Way = (input, { random }) => {
  const from = random.below(input.length + 1);
  const part = input.subarray(from, from + 1 + random.below(32));
  const times = 1 + random.below(random.below(8) === 0 ? 64 : 3);
  return inserted(input, random, joined(...Array.from({ length: times }, () => part)));
};

const insertWord: Way = (input, { random, dictionary }) =>
  inserted(input, random, pickOf(random, dictionary) ?? new Uint8Array(0));

const overwriteWithWord: Way = (input, { random, dictionary }) => {
  const word = pickOf(random, dictionary) ?? new Uint8Array(0);
  const at = random.below(input.length + 1);
  return joined(input.subarray(0, at), word, input.subarray(at + word.length));
};

const splice: Way = (input, { random, pool }) => {
  const other = pickOf(random, pool) ?? input;
  return joined(input.subarray(0, random.below(input.length + 1)), other.subarray(random.below(other.length + 1)));
};

const WAYS: readonly Way[] = [
  flipBit,
  setOctet,
  setEdge,
  addLittle,
  setWide,
  removeSome,
  cutOff,
  insertSome,
  repeatSome,
  insertWord,
  overwriteWithWord,
  splice,
];

function changed(input: Uint8Array, random: Random, change: (octet: number) => number): Uint8Array {
  const at = random.below(Math.max(1, input.length));
  if (at < input.length) input[at] = change(input[at] ?? 0);
  return input;
}

function inserted(input: Uint8Array, random: Random, part: Uint8Array): Uint8Array {
  const at = random.below(input.length + 1);
  return joined(input.subarray(0, at), part, input.subarray(at));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function pickOf<T>(random: Random, list: readonly T[]): T | undefined {
  return list[random.below(Math.max(1, list.length))];
}
