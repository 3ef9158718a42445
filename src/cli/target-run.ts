import { release, type } from 'node:os';
import { captureOf } from '../harness/capture.js';
import type { CaseResult, Instance } from '../harness/execute.js';
import { Onlooker } from '../harness/onlooker.js';
import { random } from '../harness/random.js';
import type { RunSettings } from '../harness/run.js';
import { portsFrom, type Session } from '../harness/session.js';
import type { Shard } from '../harness/shard.js';
import type { Tap } from '../host/phantom-host.js';
import { type LoopWatch, watchLoop } from '../link/loop-watch.js';
import { type Against, type EarlierRun, runAgainst } from '../report/against.js';
import { applyBaseline } from '../report/baseline.js';
import type { Result, Run } from '../report/run.js';
import { lostCases } from '../report/summary.js';
import { assembleRun, type Finished, resultRow } from './assemble-run.js';
import { type Listed, updatedRun } from './baseline-update.js';
import { Evidence, type EvidencePlace } from './evidence.js';
import { CommandError, EXIT, interruptedEarly, unusable } from './exit.js';
import { explained } from './explained.js';
import { findServices } from './find-services.js';
import { assertOwn, heardBy, withClaims } from './heard.js';
import type { Interruption } from './interruption.js';
import { JOURNAL_SCHEMA, Journal, type JournalHead } from './journal.js';
import { keeper } from './kept-result.js';
import { checkLink } from './link-check.js';
import type { OpenTarget } from './open-target.js';
import { PACKAGE } from './package.js';
import { evidenceFileIn, notWritten, saveAgain, saveReport } from './report-folder.js';
import { paceFrom } from './round-trip.js';
import { RowStore } from './row-store.js';
import { checkSanity } from './sanity.js';
import { type SelfTest, selfTestAll } from './self-test.js';
import type { TargetSettings } from './settings.js';
import { description, recordedSettings } from './target-description.js';

/** What is to be run against one target. */
export interface Assignment extends Listed {
  readonly settings: TargetSettings;
  readonly instances: readonly Instance[];
  /** A run that this one is to be held against. */
  readonly earlier?: EarlierRun | undefined;
  /** The part of the cases that the instances are; unset: all that were selected. */
  readonly shard?: Shard | undefined;
}

/** A way to open targets. */
export type Open = (settings: TargetSettings, tap: Tap) => Promise<OpenTarget>;

/** What all targets of a run share. */
export interface Common {
  readonly cases: Finished['cases'];
  /** The command line, for the report. */
  readonly command: readonly string[];
  /** Has one report made after the other: each takes memory, and time in which nothing else can be done. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Runs the cases of one target. Resolves to the results that there are. */
export type RunCases = (
  running: Running,
  handlers: Required<Pick<RunSettings, 'onResult' | 'onBreak' | 'keep'>>,
) => Promise<CaseResult[]>;

/** A run against one target that answered, and passed what has to be passed before any case. */
export interface Running extends Assignment {
  readonly target: OpenTarget;
  readonly session: Session;
  readonly interruption: Interruption;
  readonly evidence: Evidence;
  readonly recorded: Readonly<Record<string, string>>;
  readonly selfTests: readonly SelfTest[];
  readonly loop: LoopWatch;
  readonly onlooker: Onlooker;
  readonly startedAt: Date;
  readonly startedMs: number;
  /** Gives the target up. */
  readonly close: () => Promise<void>;
}

/** Opens a target, and checks that it can be judged. Throws what a user can be told; nothing stays open then. */
export async function beginRun(
  assignment: Assignment,
  { cases }: Common,
  interruption: Interruption,
  open: Open,
): Promise<Running> {
  const { settings } = assignment;
  const evidence = new Evidence(evidenceFileIn(settings.out), (error) => interruption.breakOff(notWritten(error)));
  let target: OpenTarget | undefined;
  const loop = watchLoop();
  const close = async () => {
    loop.close();
    evidence.abort();
    await target?.close();
    interruption.close();
  };
  try {
    if (!interruption.reason) {
      const opening = open(settings, (frame, owner) => evidence.file(frame, owner));
      target = await interruption.unlessEnded(opening, (late) => late.close());
    }
    if (!target) throw interruptedEarly();
    const started = begin(target, assignment, { interruption, evidence, loop });
    const served = await findServices(started.session, settings.families);
    const begun = served ? { ...started, session: { ...started.session, served } } : started;
    const recorded = await recordedSettings(target, settings.record);
    const selfTests = await selfTestAll({ ...begun.session, host: target.host }, settings.families, target.link);
    for (const family of settings.families) await checkLink(begun.session, family, target.link);
    const session = { ...begun.session, pace: paceFrom(selfTests) };
    const onlooker = new Onlooker(assignment.instances);
    await checkSanity(cases, session, { families: settings.families, when: 'before', onOver: onlooker.see });
    return {
      ...assignment,
      ...begun,
      session,
      target,
      interruption,
      evidence,
      recorded,
      selfTests,
      loop,
      onlooker,
      close,
    };
  } catch (error) {
    const cause = ending(error, interruption, { reported: false });
    const told = target ? withClaims(cause, target.host) : cause;
    await close();
    throw told;
  }
}

function begin(
  { link, host, anotherHost, user, startUser, answersEcho }: OpenTarget,
  { settings }: Assignment,
  { interruption, evidence, loop }: Pick<Running, 'interruption' | 'evidence' | 'loop'>,
): Pick<Running, 'session' | 'startedAt' | 'startedMs'> {
  evidence.open(link);
  link.onError((error) => interruption.breakOff(error));
  user.on('lost', (error) => interruption.breakOff(error));
  const startedAt = link.timestamps === 'virtual' ? new Date(0) : new Date(); // virtual time begins anew in each run
  const { seed, address, services } = settings;
  const nextPort = portsFrom(random(seed, `ports ${startedAt.getTime()}`).next32());
  const { signal } = interruption;
  const capture = link.timestamps === 'virtual' ? captureOf(link) : captureOf(link, loop.since);
  const session: Session = {
    ...{ host, user, startUser, services, address, seed, signal, answersEcho, capture, nextPort },
    ...(anotherHost ? { anotherHost } : {}),
    // A lab turns offloads off at both ends; what others do nobody can know from here.
    ...(settings.lab || link.timestamps === 'virtual' ? {} : { echoesABarrier: 2 as const }),
    frames: {
      begin: (owner) => evidence.begin(owner),
      file: (frame, owner) => evidence.file(frame, owner),
      end: (owner) => evidence.end(owner),
    },
  };
  return { session, startedAt, startedMs: link.clock.now() };
}

/** What a run came to: what was reported of it, and what kept it from its proper end. At least one is there. */
export interface Ended {
  readonly run?: Run;
  readonly error?: unknown;
  /** The run beside an earlier one, where one was named. */
  readonly against?: Against | undefined;
  /** What became of the list of known deviations. */
  readonly notes?: readonly string[];
}

/** Runs the cases of a target, checks once more that it is sound, and leaves the report. Does not throw; the target is given up. */
export async function finishRun(running: Running, common: Common, runCases: RunCases): Promise<Ended> {
  const { interruption, session, settings } = running;
  let run: Run | undefined;
  let told: Pick<Ended, 'against' | 'notes'> = {};
  const journal = beginJournal(running, common);
  try {
    const onBreak = (error: unknown) => interruption.breakOff(error);
    const rows = new RowStore<Result>();
    const onResult = (result: CaseResult) => {
      const row = resultRow(result, placeIn(running.evidence, result.owner), running.startedMs);
      journal.add(rows.add(result.owner, row));
    };
    const keep = keeper();
    const results = await runCases(running, { onResult, onBreak, keep });
    // The report is written even if the target is no longer usable.
    const sane = interruption.reason
      ? undefined
      : checkSanity(common.cases, session, { families: settings.families, when: 'after' });
    const [after] = await Promise.allSettled([sane]);
    const sound = after.status === 'fulfilled' && !interruption.reason;
    const saved = await interruption.saving(() => common.inTurn(() => save(running, common, { results, rows, sound })));
    run = saved.run;
    told = { notes: saved.notes, against: running.earlier && runAgainst(run, running.earlier, idsOf(common)) };
    if (after.status === 'rejected') throw after.reason;
    checkDrops(run);
    assertOwn(running.target.host);
    if (interruption.reason) throw interruption.signal.reason;
    return { run, ...told };
  } catch (error) {
    return { ...(run ? { run } : {}), ...told, error: ending(error, interruption, { reported: run !== undefined }) };
  } finally {
    journal.discard();
    await running.close();
  }
}

function placeIn(evidence: Evidence, owner: string): EvidencePlace {
  const place = evidence.takePlace(owner);
  if (!place) throw new Error(`no frames were filed for ${owner}`);
  return place;
}

async function save(
  running: Running,
  { cases, command }: Common,
  { results, rows: packed, sound }: Saved,
): Promise<{ readonly run: Run; readonly notes: readonly string[] }> {
  const { settings, evidence, interruption, startedAt, startedMs, target, baseline, update, selfTests, shard } =
    running;
  const { link, offloads, network, host } = target;
  if (results.length === 0 && interruption.reason) throw interruption.signal.reason;
  const interrupted = interruption.reason !== undefined;
  const times = { startedAt, startedMs, endedMs: link.clock.now() };
  const seen = { offloads: offloads?.seen, heard: heardBy(host) };
  const about = { target: description(running), seed: settings.seed, command, interrupted, shard, ...seen };
  const holdUps = link.timestamps === 'virtual' ? undefined : running.loop.since(startedMs);
  const instrument = { link, undecodable: network.undecodable, selfTests, holdUps };
  const all = packed.all();
  const rows = results.flatMap(({ owner }) => all.get(owner) ?? []);
  const assembled = assembleRun({ cases, results, rows, ...instrument, ...about, ...times });
  const updated = update !== undefined && sound ? updatedRun(assembled, update, cases) : undefined;
  const { run } = updated ?? applyBaseline(assembled, baseline);
  await saveReport(settings.out, evidence, run);
  if (!interrupted && interruption.reason) {
    const stopped = await saveAgain(settings.out, { ...run, interrupted: true });
    return { run: stopped, notes: leftAlone(update) };
  }
  return { run, notes: updated ? await updated.write() : leftAlone(update) };
}

/** What the report is made of; `sound`: the run came to its end, and the target is still usable. */
interface Saved {
  readonly results: readonly CaseResult[];
  readonly rows: RowStore<Result>;
  readonly sound: boolean;
}

function leftAlone(update: string | undefined): string[] {
  return update === undefined ? [] : [`${update} was left as it is: the run did not come to its end`];
}

function idsOf({ cases }: Common): string[] {
  return cases.map(({ id }) => id);
}

/** What was lost is mended where the cases that it may have hit were run again with nothing lost. */
function checkDrops(run: Run): void {
  const lost = lostCases(run);
  if (lost === 0) return;
  throw unusable(
    `the capture lost frames, and ${lost} ${lost === 1 ? 'case' : 'cases'} could not be judged for it: run on a machine that is less busy, or fewer cases at once (--concurrency)`,
  );
}

function beginJournal(running: Running, { command }: Common): Journal {
  const { settings, target, selfTests, baseline, shard, startedAt } = running;
  const { kind, device, timestamps } = target.link;
  const head: JournalHead = {
    ...{ schema: JOURNAL_SCHEMA, tool: PACKAGE, startedAt: startedAt.toISOString(), seed: settings.seed, command },
    ...(shard ? { shard } : {}),
    tester: { os: type(), kernel: release(), node: process.version },
    link: { kind, device, timestamps },
    ...{ selfTests, target: description(running), baseline },
  };
  return new Journal(settings.out, head, () => target.link.counters());
}

/** What a run that did not come to its end is told with: the signal, what broke it, or the error itself. */
function ending(error: unknown, { reason }: Interruption, { reported }: { readonly reported: boolean }): unknown {
  if (error instanceof CommandError) return error;
  if (reason?.kind === 'interrupted')
    return reported ? new CommandError(EXIT.INTERRUPTED, 'interrupted') : interruptedEarly();
  const cause = explained(reason ? reason.error : error);
  if (!reason || !(cause instanceof CommandError)) return cause;
  return unusable(`the run was broken off: ${cause.message}`);
}
