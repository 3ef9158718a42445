import { mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDevices } from './device.js';

/** What has to be put back on an interface, kept where it outlives the process that turned it off. */
export interface OffloadRecord {
  readonly device: string;
  /** Tells this interface from a later one of the same name. */
  readonly mac: string;
  /** The features that were on before, by name. */
  readonly turnedOff: readonly string[];
}

const FOLDER = '/run/tcpspec';
const NAME = /^[a-zA-Z0-9][\w.-]*$/;

/** Where the record of an interface lies: one for each interface of each network namespace, gone with the next boot. */
export function recordPath(device: string): string {
  return `${basePath(device)}.json`;
}

/** Where the guard of an interface is met. The folder is open to nobody else. */
export function guardSocketPath(device: string): string {
  return `${basePath(device)}.sock`;
}

/** Makes the folder of records and sockets. Throws if it cannot be made. */
export function makeRecordFolder(): void {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
}

/** Reads the record of an interface; undefined if there is none, or if it is about an interface that is gone. */
export function readRecord(device: string): OffloadRecord | undefined {
  let text: string;
  try {
    text = readFileSync(recordPath(device), 'utf8');
  } catch {
    return undefined;
  }
  const record = parseRecord(text);
  return record?.device === device && record.mac === macOf(device) ? record : undefined;
}

/** Keeps a record, whole or not at all. Throws if it cannot be kept. */
export function keepRecord(device: string, turnedOff: readonly string[]): void {
  makeRecordFolder();
  const record: OffloadRecord = { device, mac: macOf(device), turnedOff };
  const path = recordPath(device);
  writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Forgets the record of an interface. */
export function forgetRecord(device: string): void {
  rmSync(recordPath(device), { force: true });
}

/** A record from its text; undefined if it is none. Its names become words of a command, so they are looked at. */
export function parseRecord(text: string): OffloadRecord | undefined {
  try {
    const { device, mac, turnedOff } = JSON.parse(text) as Partial<OffloadRecord>;
    if (typeof device !== 'string' || typeof mac !== 'string' || !Array.isArray(turnedOff)) return undefined;
    return turnedOff.every((name) => typeof name === 'string' && NAME.test(name))
      ? { device, mac, turnedOff }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The number of a network namespace is no other's while it exists. */
function basePath(device: string): string {
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '0';
  return join(FOLDER, `offloads-${namespace}-${encodeURIComponent(device)}`);
}

function macOf(device: string): string {
  return listDevices().find(({ name }) => name === device)?.mac ?? '';
}
