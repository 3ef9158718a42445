import { Deadline } from '../peer/deadline.js';
import { Peer } from '../peer/peer.js';
import type { PeerSettings } from '../peer/settings.js';
import type { TraceEntry } from '../peer/trace.js';
import { barrier } from './barrier.js';
import type { Case } from './case.js';
import { CaseTarget } from './case-target.js';
import { type Casting, castFor, type Needs, OtherService, withService } from './casting.js';
import { type Disturbance, judged, Watch, wantsAnother } from './disturbance.js';
import { encodeIcmpError } from './icmp-error.js';
import { random } from './random.js';
import { ServedTarget } from './served-target.js';
import type { Session } from './session.js';
import type { StateSeen } from './states.js';
import { TargetSettings } from './target-settings.js';
import { endsTheRun, tidy } from './tidy.js';
import { excused, type Judgement, judgeError, judgeSuccess, Unsupported } from './verdict.js';
import type { World } from './world.js';

const SHORT_CASE_MS = 15_000;
const PEER_WINDOW = 65_535;

/** One case in one family, for the `repeat`-th time (from 1). */
export interface Instance {
  readonly case: Case;
  readonly family: 4 | 6;
  readonly repeat: number;
}

/** What running an instance came to. Times are in ms on the link's clock. */
export interface CaseResult extends Judgement {
  readonly instance: Instance;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly states: readonly StateSeen[];
  readonly trace: readonly { readonly at: number; readonly from: 'peer' | 'target'; readonly text: string }[];
  readonly measured: Readonly<Record<string, number>>;
  /** The label under which the frames of this instance were filed. */
  readonly owner: string;
  /** How often it was run, this time included. */
  readonly attempts: number;
  /** What kept it from being judged, an entry for each attempt that was disturbed. */
  readonly disturbances: readonly Disturbance[];
  /** Of a passive case: how many segments the rule is about, how many broke it, and in which cases. */
  readonly judged?: { readonly segments: number; readonly offending: number; readonly cases: readonly string[] };
}

/** What a case that is over, and was not disturbed, exchanged with the target: a trace for each of its peers. */
export interface Exchanged {
  readonly instance: Instance;
  readonly owner: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly traces: readonly (readonly TraceEntry[])[];
}

/** The label of an instance: its sockets on the target and its frames bear it, those of a second attempt one of their own. */
export function ownerOf({ case: { id }, family, repeat }: Instance, attempt = 1): string {
  return `${id} IPv${family}${repeat > 1 ? ` #${repeat}` : ''}${attempt > 1 ? ' (again)' : ''}`;
}

/** What came before an attempt, and who is told what it exchanged. */
export interface Following {
  readonly before?: readonly Disturbance[];
  readonly onOver?: (exchanged: Exchanged) => void;
}

/**
 * Runs one instance: a 4-tuple and sockets of its own, one deadline for all its waits, nothing left behind. Resolves
 * to its result; rejects with AgentLost when the target's user is gone, and with the signal's reason when stopped.
 * A result with a disturbance is to be run again, alone, with what it was disturbed by as `before`; disturbed once more it
 * is inconclusive.
 */
export async function execute(
  instance: Instance,
  session: Session,
  { before = [], onOver = () => {} }: Following = {},
): Promise<CaseResult> {
  const owner = ownerOf(instance, before.length + 1);
  session.frames?.begin(owner);
  try {
    const { disturbance, ...result } = await withService((needs) => run(instance, session, { owner, onOver, needs }));
    return judged({ ...result, attempts: before.length + 1, disturbances: before }, disturbance);
  } finally {
    session.frames?.end(owner);
  }
}

/** Runs one instance that has the target to itself anyway, and once more if it was disturbed. */
export async function executeAlone(
  instance: Instance,
  session: Session,
  onOver?: (exchanged: Exchanged) => void,
): Promise<CaseResult> {
  const telling = onOver ? { onOver } : {};
  const first = await execute(instance, session, telling);
  return wantsAnother(first) ? execute(instance, session, { ...telling, before: first.disturbances }) : first;
}

type Found = Omit<CaseResult, 'attempts' | 'disturbances'> & { readonly disturbance: Disturbance | undefined };

async function run(
  instance: Instance,
  session: Session,
  { owner, onOver, needs }: { readonly owner: string; readonly onOver: Required<Following>['onOver']; needs: Needs },
): Promise<Found> {
  const { clock } = session.host;
  const startedAt = clock.now();
  const watch = new Watch(session.capture, startedAt);
  const { lastsMs = 0, withinMs = SHORT_CASE_MS + 1.5 * lastsMs } = instance.case;
  const deadline = new Deadline(clock, withinMs * (session.pace?.patience ?? 1), session.signal);
  const lodging = instance.case.ownAddress ? await session.anotherHost?.(instance.family) : undefined;
  const host = lodging?.host ?? session.host;
  const casting = castFor(session, instance.family, needs);
  const stage = buildStage({ family: instance.family, owner, session, host, deadline, watch, casting, needs });
  const found = await settled(judge(instance, stage, lodging !== undefined));
  if (casting && !(casting instanceof Unsupported)) casting.release();
  const untidy = await tidy(session, stage);
  lodging?.leave();
  if ('error' in found) throw found.error;
  const judgement = untidy ?? found.value;
  session.signal.throwIfAborted();
  const { states, measured, peers } = stage;
  const passed = judgement.verdict === 'PASS';
  const spoilt = watch.disturbance(peers, { withheld: host.takeDisturbance(owner), passed });
  const disturbance = judgement.verdict === 'UNSUPPORTED' ? undefined : spoilt;
  const trace = peers.flatMap((peer) => peer.lines()).sort((a, b) => a.at - b.at);
  const times = { startedAt, endedAt: clock.now() };
  if (!spoilt) onOver({ instance, owner, ...times, traces: peers.map((peer) => peer.entries) });
  return { ...judgement, instance, ...times, states, trace, measured, owner, disturbance };
}

/** A promise's end as a value, so that tidying up comes before it is told. */
async function settled<T>(promise: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

interface Stage {
  readonly world: World;
  readonly peers: readonly Peer[];
  readonly states: readonly StateSeen[];
  readonly measured: Readonly<Record<string, number>>;
  readonly owner: string;
  /** The target's settings, as the case has them. */
  readonly settings: TargetSettings;
  /** Why the case cannot begin, if it cannot. */
  readonly refusal: Unsupported | undefined;
}

interface StageSettings {
  readonly family: 4 | 6;
  readonly owner: string;
  readonly session: Session;
  /** Where the peers of the case live. */
  readonly host: Session['host'];
  readonly deadline: Deadline;
  readonly watch: Watch;
  /** The service that plays the target's user; undefined where there is a user. */
  readonly casting: Casting | Unsupported | undefined;
  readonly needs: Needs;
}

function buildStage({ family, owner, session, host, deadline, watch, casting: cast, needs }: StageSettings): Stage {
  const refusal = cast instanceof Unsupported ? cast : undefined;
  const casting = cast instanceof Unsupported ? undefined : cast;
  const { seed } = session;
  const { clock } = host;
  const numbers = random(seed, owner);
  const address = session.address[family];
  if (!address) throw new Error(`the target has no IPv${family} address`);
  const states: StateSeen[] = [];
  const measured: Record<string, number> = {};
  const peers: Peer[] = [];
  const addPeer = (remote: { address: string; port?: number }, localPort = session.nextPort()) => {
    const settings: PeerSettings = {
      host,
      local: { address: host.address(family), port: localPort },
      remote,
      via: address,
      iss: numbers.next32(),
      window: casting?.window ?? PEER_WINDOW,
      ...(casting ? { view: casting.viewFor() } : {}),
      synOptions: [{ kind: 'mss', value: host.mss(family) }],
      deadline,
      barrier: () => barrier(session, family, deadline, owner),
      looks: watch,
      owner,
    };
    peers.push(new Peer(settings));
    return peers.at(-1) as Peer;
  };
  const saw = (seen: StateSeen) => void states.push(seen);
  const peer = addPeer({ address });
  const settings = new TargetSettings(session.user);
  const about = { session, family, address, peer, label: owner, deadline, saw, settings };
  const target = casting
    ? new ServedTarget({ ...about, casting, needs, served: session.served?.[family] })
    : new CaseTarget(about);
  const world: World = {
    family,
    peer,
    target,
    deadline,
    linkMss: host.mss(family),
    anotherPeer: () => addPeer({ address, port: target.port }),
    twinTowards: (group) => addPeer({ address: group, port: target.port }, peer.local.port),
    icmp: (about, error) => {
      const path = { family, source: address, destination: peer.local.address };
      host.send({ destination: address, owner, ...encodeIcmpError(about, path, error) });
      if (target instanceof ServedTarget) target.icmpAt = clock.now();
    },
    freshIss: () => numbers.next32(),
    witnessed: (state) => saw({ at: clock.now(), state, witness: 'wire' }),
    neighbourQuestions: () => host.questions(family),
    measured: (name, ms) => {
      watch.moments(Number.NEGATIVE_INFINITY, clock.now());
      measured[name] = Math.round(ms * 1_000) / 1_000;
    },
  };
  return { world, peers, states, measured, owner, settings, refusal };
}

async function judge(
  instance: Instance,
  { world, peers, settings, refusal }: Stage,
  hasOwnAddress: boolean,
): Promise<Judgement> {
  const { level, body, settings: wanted = {}, ownAddress = false } = instance.case;
  try {
    if (refusal) throw refusal;
    if (ownAddress && !hasOwnAddress) throw new Unsupported('there is no further address for the peer on this link');
    await settings.change(wanted);
    const behaviour = await body(world);
    for (const peer of peers) await peer.finish();
    return judgeSuccess(level, behaviour ?? undefined);
  } catch (error) {
    if (endsTheRun(error) || error instanceof OtherService) throw error;
    const judgement = judgeError(level, error);
    return excused(judgement, world.target.excuse);
  }
}
