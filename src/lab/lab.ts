import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A tester's namespace with the links to its targets, each of which has an address in it that nobody has. */
export interface Lab<Target extends LabTarget = LabTarget> {
  readonly name: string;
  /** Where tcpspec has to run. */
  readonly tester: { readonly namespace: string };
  /** At least one. */
  readonly targets: readonly Target[];
  /** Settings that could not be pinned, with the reason. */
  readonly unpinned: readonly string[];
}

/** One target of a lab. */
export interface LabTarget {
  /** The tester's end of its link. */
  readonly link: string;
  readonly address4: string;
  readonly address6: string;
  /** Addresses on its link that nobody has. */
  readonly phantom: { readonly address4: string; readonly address6: string };
}

/** A target that is a namespace. */
export interface NetnsTarget extends LabTarget {
  readonly namespace: string;
}

/** A target that is a machine of its own. */
export interface GuestTarget extends LabTarget {
  /** The ports that its agents wait at, each a Unix socket. */
  readonly sockets: readonly string[];
}

/** A target whose agent listens on its cable. */
export interface ListeningTarget extends LabTarget {
  readonly port: number;
  /** The file with the agent's token. */
  readonly tokenFile: string;
}

/** The folder of a lab's own files, where it has any. */
export function labFolder(name: string): string {
  return join(tmpdir(), name);
}

const MACHINE = 'machine';

/** Notes which process is the lab's machine. */
export function noteMachine(name: string, pid: number): Promise<void> {
  return writeFile(join(labFolder(name), MACHINE), String(pid));
}

/** The process that is the lab's machine, if it has one. */
export function machineOf(name: string): number | undefined {
  try {
    return Number(readFileSync(join(labFolder(name), MACHINE), 'utf8'));
  } catch {
    return undefined;
  }
}

const KIND = 'kind';

/** Makes the folder of a lab's own files; `kind` is what the lab is one of. */
export async function makeLabFolder(name: string, kind: string): Promise<string> {
  const folder = labFolder(name);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, KIND), kind);
  return folder;
}

/** What a lab is one of (`linux-6.1`), if it has files of its own. */
export function kindOf(name: string): string | undefined {
  try {
    return readFileSync(join(labFolder(name), KIND), 'utf8');
  } catch {
    return undefined;
  }
}

/** Removes them. */
export function removeLabFolder(name: string): Promise<void> {
  return rm(labFolder(name), { recursive: true, force: true });
}
