import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

/** A frame, and what tshark must read in it: its field names and its spelling of the values. Not there: ''. */
export interface Exhibit {
  readonly name: string;
  readonly frame: Uint8Array;
  readonly fields: Readonly<Record<string, string>>;
}

const PREFERENCES = [
  'tcp.check_checksum:TRUE',
  'ip.check_checksum:TRUE',
  'tcp.relative_sequence_numbers:FALSE',
  'tcp.analyze_sequence_numbers:FALSE',
  'tcp.desegment_tcp_streams:FALSE',
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
];

/** Fails unless tshark reads in each frame what its exhibit says; also when tshark is not there, or itself fails. */
export function judge(exhibits: readonly Exhibit[]): void {
  const names = [...new Set(exhibits.flatMap(({ fields }) => Object.keys(fields)))];
  const rows = runTshark(pcapngOf(exhibits.map(({ frame }) => frame)), names);
  expect(rows, 'frames read by tshark').to.have.length(exhibits.length);
  exhibits.forEach(({ name, fields }, index) => {
    const read = Object.keys(fields).map((field) => [field, rows[index]?.[names.indexOf(field)] ?? '']);
    expect(Object.fromEntries(read), name).to.deep.equal(fields);
  });
}

function runTshark(file: Uint8Array, names: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-wire-'));
  try {
    const path = join(folder, 'frames.pcapng');
    writeFileSync(path, file);
    const preferences = PREFERENCES.flatMap((preference) => ['-o', preference]);
    const fields = names.flatMap((name) => ['-e', name]);
    const { error, status, stdout, stderr } = spawnSync(
      'tshark',
      ['-n', '-r', path, ...preferences, '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=,', ...fields],
      // Somebody's own preferences must not change what is read.
      { encoding: 'utf8', env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder }, maxBuffer: 64 * 2 ** 20 },
    );
    if (error) throw new Error(`these tests need tshark as an independent judge; install it: ${error.message}`);
    if (status !== 0) throw new Error(`tshark ended with ${status}: ${stderr.slice(0, 500)}`);
    const lines = stdout.replace(/\n$/, '').split('\n');
    return lines.map((line) => line.split('\t').map(spelledAsNumber));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Since its version 4.2 tshark spells booleans out. */
function spelledAsNumber(value: string): string {
  return value.replaceAll('True', '1').replaceAll('False', '0');
}

function pcapngOf(frames: readonly Uint8Array[]): Uint8Array {
  const sectionHeader = block(0x0a0d0d0a, words(0x1a2b3c4d, 1, 0xffffffff, 0xffffffff));
  const ethernetInterface = block(1, words(1, 0));
  const packets = frames.map((frame) => block(6, words(0, 0, 0, frame.length, frame.length), frame));
  return Buffer.concat([sectionHeader, ethernetInterface, ...packets]);
}

function block(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const padding = new Uint8Array(-body.length & 3);
  const length = words(12 + body.length + padding.length);
  return Buffer.concat([words(type), length, body, padding, length]);
}

function words(...numbers: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => {
    bytes.writeUInt32LE(number, 4 * index);
  });
  return bytes;
}
