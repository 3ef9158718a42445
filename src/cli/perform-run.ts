import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseResult } from '../harness/execute.js';
import type { Plan } from '../harness/plan.js';
import { random } from '../harness/random.js';
import { runPlan } from '../harness/run.js';
import { portsFrom, type Session } from '../harness/session.js';
import { RECORDED_SETTINGS } from '../lab/settings.js';
import { RUN_FILE, writeRun } from '../report/json.js';
import { wantsColour } from '../report/paint.js';
import { ProgressView } from '../report/progress.js';
import type { Run } from '../report/run.js';
import { exitCodeOf } from '../report/summary.js';
import { terminalSummary } from '../report/terminal-summary.js';
import { assembleRun } from './assemble-run.js';
import { Evidence } from './evidence.js';
import { EXIT, unusable, usageError } from './exit.js';
import { Interruption } from './interruption.js';
import { type OpenTarget, openTarget } from './open-target.js';
import { checkSanity } from './sanity.js';
import type { TargetSettings } from './settings.js';

const EVIDENCE_FILE = 'evidence.pcapng';

/** What else a run tells of itself. */
export interface RunFacts {
  readonly command: readonly string[];
  /** Said once at the start. */
  readonly notes: readonly string[];
}

/** Runs a plan against a target, shows how it goes, and leaves the report. Resolves to the exit code. */
export async function performRun(plan: Plan, settings: TargetSettings, facts: RunFacts): Promise<number> {
  prepareFolder(settings.out);
  const interruption = new Interruption();
  const evidence = new Evidence();
  let target: OpenTarget | undefined;
  try {
    target = await openTarget(settings, (frame, owner) => evidence.file(frame, owner));
    const run = await runAgainst(target, plan, settings, facts, interruption, evidence);
    return exitCode(run, interruption);
  } finally {
    await target?.close();
    interruption.close();
  }
}

async function runAgainst(
  target: OpenTarget,
  plan: Plan,
  settings: TargetSettings,
  facts: RunFacts,
  interruption: Interruption,
  evidence: Evidence,
): Promise<Run> {
  const { link, host, user, startUser, answersEcho } = target;
  link.onError((error) => interruption.breakOff(error));
  user.on('lost', (error) => interruption.breakOff(error));
  const startedAt = new Date();
  const startedMs = link.clock.now();
  const { seed, address, families, concurrency, services } = settings;
  const nextPort = portsFrom(random(seed, `ports ${startedAt.getTime()}`).next32());
  const { signal } = interruption;
  const session: Session = { host, user, startUser, services, address, seed, signal, answersEcho, nextPort };
  const recorded = await recordedSettings(target);
  await checkSanity(plan, session, families, 'before');
  const results = await runWithProgress(plan, session, concurrency, interruption, facts);
  const interrupted = interruption.reason !== undefined;
  const finished = { plan, results, link, seed, startedAt, startedMs, endedMs: link.clock.now(), interrupted };
  const places = await saving(() => writeEvidence(evidence, results, settings.out, target));
  const description = {
    name: settings.name,
    ...(address[4] ? { address4: address[4] } : {}),
    ...(address[6] ? { address6: address[6] } : {}),
    os: user.platform.os,
    kernel: user.platform.kernel,
    user: user.kind,
    settings: recorded,
  };
  const run = assembleRun({ ...finished, places, target: description, command: facts.command });
  await saving(() => writeRun(settings.out, run));
  process.stdout.write(terminalSummary(run, summaryOptions(settings.out)));
  if (!interrupted) await checkSanity(plan, session, families, 'after');
  return run;
}

async function runWithProgress(
  plan: Plan,
  session: Session,
  concurrency: number,
  interruption: Interruption,
  { notes }: RunFacts,
): Promise<CaseResult[]> {
  const planned = plan.instances.map(({ case: c, family, repeat }) => ({
    id: c.id,
    family,
    ...numbered(repeat),
    section: c.section.join(' / '),
    expectedMs: c.lastsMs ?? 1_000,
    exclusive: c.exclusive ?? false,
  }));
  const { clock } = session.host;
  const view = new ProgressView(planned, {
    terminal: process.stdout,
    environment: process.env,
    now: () => clock.now(),
    concurrency,
  });
  for (const note of notes) view.note(note);
  try {
    return await runPlan(plan, session, {
      concurrency,
      onStart: ({ case: { id }, family, repeat }) => view.caseStarted({ id, family, ...numbered(repeat) }),
      onResult: ({ instance: { case: c, family, repeat }, ...outcome }) => {
        view.caseFinished({ ...outcome, id: c.id, family, ...numbered(repeat) });
      },
      onBreak: (error) => interruption.breakOff(error),
    });
  } finally {
    view.close();
  }
}

/** The first time needs no number. */
function numbered(repeat: number): { repeat?: number } {
  return repeat > 1 ? { repeat } : {};
}

async function recordedSettings({ user }: OpenTarget): Promise<Record<string, string>> {
  if (!user.supports('settings')) return {};
  return (await user.settings({ names: RECORDED_SETTINGS })).values;
}

/** The report of an earlier run goes first, so that no two files of different runs ever lie side by side. */
function writeEvidence(evidence: Evidence, results: readonly CaseResult[], out: string, { link }: OpenTarget) {
  rmSync(join(out, RUN_FILE), { force: true });
  const owners = results.map(({ owner }) => owner);
  return evidence.write(join(out, EVIDENCE_FILE), owners, link);
}

async function saving<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    throw unusable(`the report could not be written: ${(error as Error).message}`);
  }
}

function prepareFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw usageError(`the folder for the report cannot be made: ${(error as Error).message}; give another with --out`);
  }
}

function summaryOptions(out: string) {
  const { columns = Number.POSITIVE_INFINITY } = process.stdout;
  return { columns, colour: wantsColour(process.stdout, process.env), reportPath: join(out, RUN_FILE) };
}

function exitCode(run: Run, { reason }: Interruption): number {
  if (reason?.kind === 'interrupted') return EXIT.INTERRUPTED;
  if (reason?.kind === 'broken') {
    const { error } = reason;
    throw unusable(`the run was broken off: ${error instanceof Error ? error.message : String(error)}`);
  }
  return exitCodeOf(run);
}
