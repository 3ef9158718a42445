import type { ServiceSeen } from './service-seen.js';

import type { Family, Level, StateName, Verdict, Witness } from './words.js';

/** The version of the run.json format that this package writes. A change that breaks readers gets a new number. */
export const RUN_SCHEMA = 'tcpspec.run/1';

export { STATES, VERDICTS } from './words.js';
export type { Family, Level, StateName, Verdict, Witness };

/** One whole run: the content of run.json. */
export interface Run {
  readonly schema: typeof RUN_SCHEMA;
  readonly tool: { readonly name: string; readonly version: string };
  /** When the run started, in ISO 8601 with the zone. */
  readonly startedAt: string;
  /** Wall time from the first frame to the last verdict. */
  readonly durationMs: number;
  readonly seed: number;
  /** The command line as it was given, one word an element. */
  readonly command: readonly string[];
  readonly tester: Tester;
  readonly target: TargetDescription;
  readonly coverage: Coverage;
  /** In the order of the suites, not of completion. */
  readonly results: readonly Result[];
  readonly summary: Summary;
  /** True when the run was stopped before all selected cases had run. */
  readonly interrupted?: boolean;
  /** True where the exchanges and states of results that are PASS or INFO were left out, to save room. */
  readonly abridged?: boolean;
  /** Cases whose repetitions did not agree, when the run repeated its cases. */
  readonly unstable?: readonly UnstableCase[];
  /** Entries of the baseline that no longer say what is. */
  readonly stale?: readonly StaleEntry[];
  /** Which part of the cases this run was about, when they were divided among several runs. */
  readonly shard?: Shard;
  /** What this run was merged from, when it is several in one. */
  readonly merged?: Merge;
}

/** One of `of` parts that the cases were divided into, from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** What a merged run was made of, and what was set aside for it. */
export interface Merge {
  readonly parts: readonly MergedPart[];
  /** Results that a run which started later has as well. */
  readonly superseded: readonly Superseded[];
  /** Shards that none of the parts is. */
  readonly missing?: readonly Shard[];
}

/** One of the runs that a merged one was made of. */
export interface MergedPart {
  /** Where it was read from. */
  readonly from: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly command: readonly string[];
  readonly tester: Tester;
  readonly address4?: string;
  readonly address6?: string;
  readonly shard?: Shard;
  readonly interrupted?: boolean;
  /** How many results it had; those that were set aside count. */
  readonly results: number;
}

/** A result that does not stand, because a run which started later has the same. */
export interface Superseded {
  readonly id: string;
  readonly family: Family;
  readonly repeat?: number;
  readonly verdict: Verdict;
  readonly behaviour?: string;
  /** The run that it is of. */
  readonly from: string;
  /** The run whose result stands. */
  readonly by: string;
}

/** A known deviation that is not there any more, or is another now. */
export interface StaleEntry {
  readonly id: string;
  readonly family: Family;
  readonly listed: string;
  readonly found: string;
}

/** The machine that ran tcpspec. */
export interface Tester {
  readonly os: string;
  readonly kernel: string;
  readonly node: string;
  readonly link: LinkDescription;
  /** How often its event loop was held up for 15 ms or more, and for how long at most; absent on virtual time. */
  readonly heldUp?: { readonly times: number; readonly longestMs: number };
}

/** The link to the target and what passed over it. */
export interface LinkDescription {
  /** The implementation: `cap`, `raw`, `packet` or `memory`. */
  readonly kind: string;
  readonly device: string;
  readonly received: number;
  readonly sent: number;
  /** Frames that the capture lost; null when this link cannot tell. */
  readonly dropped: number | null;
  /** Frames that were too short or too broken to say for whom they are. */
  readonly undecodable?: number;
  /** The numbered echo requests of the self-test at the start; absent where the target answers none. */
  readonly selfTest?: readonly SelfTestResult[];
  /** Who took the time stamps; `virtual` when the model's clock ran the case. */
  readonly timestamps: 'kernel' | 'process' | 'virtual';
  /** Offloads of the tester's device; absent where there is no device. */
  readonly offloads?: OffloadsSeen;
  /** Frames for the tester's addresses that should not have come, by what was strange; what is absent is zero. */
  readonly strange?: Partial<Readonly<Record<StrangeKind, number>>>;
  /** Addresses that more than one host claims, the tester's own among them; the first hardware address was heeded. */
  readonly claims?: readonly { readonly address: string; readonly hardware: readonly string[] }[];
}

/** What can be strange about a frame: see docs/run.schema.json. */
export type StrangeKind = 'malformed' | 'fragments' | 'oversized' | 'foreign' | 'strays' | 'unasked' | 'unanswered';

/** Offloads of a device by ethtool's names: those that were on during the run, and those that were off for it alone. */
export interface OffloadsSeen {
  readonly on: readonly string[];
  readonly turnedOff: readonly string[];
}

/** What became of the numbered echo requests of a self-test. */
export interface SelfTestResult {
  readonly family: Family;
  readonly sent: number;
  readonly received: number;
  /** Frames that the capture lost meanwhile; null when this link cannot tell. */
  readonly dropped: number | null;
  /** The median time from a request alone to its reply, in ms. */
  readonly roundTripMs?: number;
}

/** What kept a case from being judged, on the tester's side. */
export const DISTURBANCES = ['frames-lost', 'held-up', 'too-many-segments', 'segments-withheld'] as const;

/** See `DISTURBANCES`. */
export type Disturbed = (typeof DISTURBANCES)[number];

/** Who makes the target's user calls. */
export type UserKind = 'agent' | 'services' | 'model';

/** The TCP under test. */
export interface TargetDescription {
  readonly name: string;
  readonly address4?: string;
  readonly address6?: string;
  readonly os: string;
  readonly kernel: string;
  readonly user: UserKind;
  /** The sysctls or stack settings that were in force, by name. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** The model's faults that were switched on. */
  readonly faults?: readonly string[];
  /** The lab that it was made in: which one, what its image was made of, and what ran it. */
  readonly lab?: { readonly name: string; readonly image?: string; readonly accelerator?: string };
  /** What was found out of its services, where it has no agent: an entry for each service and family. */
  readonly services?: readonly ServiceSeen[];
}

/** A value of a sysctl or of a stack setting. */
export type Setting = string | number | boolean;

/** What the run reached of the specification. */
export interface Coverage {
  /** All eleven, reached or not. */
  readonly states: Readonly<Record<StateName, StateCoverage>>;
  readonly arcs: readonly ArcCoverage[];
  readonly requirements: readonly RequirementCoverage[];
}

/** Whether a state was reached, how that was proved, and by which cases. */
export interface StateCoverage {
  readonly reached: boolean;
  readonly witnesses: readonly Witness[];
  readonly cases: readonly string[];
}

/** A state change of RFC 9293 Figure 5 or of its text. */
export interface ArcCoverage {
  readonly from: StateName;
  readonly to: StateName;
  /** What causes it, in the RFC's words: `rcv FIN / snd ACK`. */
  readonly event: string;
  readonly driven: boolean;
  readonly cases: readonly string[];
  /** Cases about it that did not drive it, where others did. */
  readonly inVain?: readonly string[];
  /** Why it was not driven. */
  readonly reason?: string;
}

/** A numbered requirement of RFC 9293 Appendix B. */
export interface RequirementCoverage {
  /** `MUST-1`, `SHLD-2`, `MAY-3`. */
  readonly id: string;
  readonly level: Level;
  /** Where it stands in RFC 9293. */
  readonly section?: string;
  /** What it asks, in a few words. */
  readonly about?: string;
  /** How it can be seen: by packets alone (`a`), better with a user call (`ab`), only with one (`b`), not at all (`c`). */
  readonly observability?: 'a' | 'ab' | 'b' | 'c';
  /** How much of it can be judged on a target without an agent. */
  readonly withoutAgent?: 'all' | 'part' | 'none';
  readonly status: 'tested' | 'untestable' | 'out-of-scope';
  /** Why it is not tested; of a tested one, what its verdict does not say. */
  readonly reason?: string;
  readonly cases: readonly string[];
  /** The worst verdict of its cases in this run; absent when none of them ran. */
  readonly verdict?: Verdict;
}

/** What one case found over one family. */
export interface Result {
  /** The case's lasting name, a path: `rfc9293/3.10.7.4/syn-received-rst`. */
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** The passages it rests on: `RFC9293 3.10.7.4`. */
  readonly cites: readonly string[];
  readonly family: Family;
  readonly verdict: Verdict;
  /** Which of the allowed outcomes was seen, as a short stable word: `challenge-ack`. */
  readonly behaviour?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly message?: string;
  /** When it started, since the start of the run. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** The states in which the target was proved to be. */
  readonly states: readonly StateSighting[];
  /** The exchange: one line a segment, in tcpdump's notation. */
  readonly trace: readonly TraceLine[];
  /** Where the case's frames are in the capture. */
  readonly pcapng: PcapngReference;
  /** How often it was run, when more than once because the first time was disturbed; this is the last. */
  readonly attempts?: number;
  /** What disturbed it, an entry for each attempt that was. */
  readonly disturbed?: readonly Disturbed[];
  /** Which repetition this is, from 1, when the run repeated its cases. */
  readonly repeat?: number;
  /** Times that the case measured, in ms, by name: `2-msl`. */
  readonly measured?: Readonly<Record<string, number>>;
  /** Of a passive case: how many segments of the run its rule is about, how many of them broke it, and in which cases. */
  readonly judged?: { readonly segments: number; readonly offending: number; readonly cases: readonly string[] };
  /** The entry of the baseline that lists this verdict, when it is a known deviation. */
  readonly known?: { readonly reason: string; readonly reference: string };
}

/** A state that the target was proved to be in, `at` ms after the case started. */
export interface StateSighting {
  readonly at: number;
  readonly state: StateName;
  readonly witness: Witness;
}

/** A segment, `at` ms after the case started. Numbers are relative to ISS and IRS. */
export interface TraceLine {
  readonly at: number;
  readonly from: 'peer' | 'target';
  readonly text: string;
}

/** A range of frames of a capture file that stands beside run.json. */
export interface PcapngReference {
  readonly file: string;
  /** The number of the first frame, from 1. */
  readonly first: number;
  readonly count: number;
}

/** How many results had each verdict. */
export type Summary = Readonly<Record<Verdict, number>>;

/** A case whose repetitions had different verdicts, in the order they ran. */
export interface UnstableCase {
  readonly id: string;
  readonly family: Family;
  readonly verdicts: readonly Verdict[];
}
