import { accessSync, constants, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILE, writeRun } from '../report/json.js';
import { makeFolder } from '../report/make-folder.js';
import type { Run } from '../report/run.js';
import type { Evidence } from './evidence.js';
import { type CommandError, unusable, usageError } from './exit.js';

const EVIDENCE_FILE = 'evidence.pcapng';

/** Where the evidence of a report folder lies. */
export function evidenceFileIn(out: string): string {
  return join(out, EVIDENCE_FILE);
}

/** Where run.json of a report folder lies. */
export function runFileIn(out: string): string {
  return join(out, RUN_FILE);
}

/** Makes the folder for the report. Throws a usage error if that cannot be, or if nothing may be written there. */
export function prepareFolder(out: string): void {
  try {
    makeFolder(out);
    accessSync(out, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw usageError(
      `the report cannot be put into ${out}: ${(error as Error).message}; give another folder with --out`,
    );
  }
}

/**
 * Completes the evidence and then writes run.json. Both are left or neither; an earlier run's report goes first, so that no
 * two files of different runs ever lie side by side. Throws with exit 3 and the reason.
 */
export async function saveReport(out: string, evidence: Evidence, run: Run): Promise<Run> {
  const evidenceFile = evidenceFileIn(out);
  try {
    rmSync(runFileIn(out), { force: true });
    rmSync(evidenceFile, { force: true });
    await evidence.close();
    await writeRun(out, run);
    return run;
  } catch (error) {
    removeQuietly(evidenceFile);
    throw notWritten(error as Error);
  }
}

/** What a report that cannot be written is told with. */
export function notWritten(error: Error): CommandError {
  return unusable(`the report could not be written, and there is none of this run: ${error.message}`);
}

/** Writes run.json again: the same run, of which something more is known. Throws with exit 3 and the reason. */
export async function saveAgain(out: string, run: Run): Promise<Run> {
  await writeRun(out, run).catch((error: Error) => {
    throw unusable(`the report could not be written: ${error.message}`);
  });
  return run;
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What kept it from being written is told.
  }
}
