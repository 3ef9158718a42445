import { type ArcName, arcOf } from './arcs.js';
import type { Level } from './level.js';
import type { PassiveRule } from './passive.js';
import type { SettingValues } from './setting-table.js';
import type { State } from './states.js';
import type { World } from './world.js';

/** What a case says of itself, beside its title. */
export interface CaseFacts {
  /** A path that never changes once released: `rfc9293/3.6/half-close`. */
  readonly id: string;
  /** The text it rests on: `RFC9293 3.10.7.4`, `RFC9293 MUST-13`. */
  readonly cites: readonly string[];
  /** The arc it drives, when it is about one. */
  readonly arc?: ArcName;
  /** The arcs it drives, when it is about a path of them. */
  readonly arcs?: readonly ArcName[];
  /** The states it is about, beyond the ends of its arcs; `--state` selects by them. */
  readonly states?: readonly State[];
  /** About how long it takes when that is more than a few seconds: the longest start first, and the deadline grows with it. */
  readonly lastsMs?: number;
  /** The longest that a target may take, when that is much more than `lastsMs`: the case's deadline. */
  readonly withinMs?: number;
  /** Must be alone with the target: run after the others. */
  readonly exclusive?: boolean;
  /** Does next to nothing but wait, for what no setting and no company changes: the exclusive ones do not wait for its end. */
  readonly bystander?: boolean;
  /** Settings of the target that it needs, for as long as it runs. They hold for all of the target, so the case is exclusive. */
  readonly settings?: SettingValues;
  /** Its peer lives at an address that no other case has, so that what the target remembers of a path disturbs nobody. Only a passive OPEN leads there. */
  readonly ownAddress?: boolean;
  /** Which family it can be run in, when not in both. */
  readonly families?: readonly (4 | 6)[];
  /** Whether it is about a target whose services alone make calls, or about one with a user who makes them as told; unset: about both. */
  readonly calls?: 'by-services' | 'by-user';
  /** Passive cases, by id, that are about what this one judges by itself: they leave its segments out, so that nothing is told twice. */
  readonly judges?: readonly string[];
}

/** The behaviour that was seen, in a short stable word, where the RFC leaves a choice. */
// biome-ignore lint/suspicious/noConfusingVoidType: most bodies return nothing, and say so
export type Body = (world: World) => Promise<string | void>;

/** A conformance test as declared. */
export interface Case extends CaseFacts {
  readonly title: string;
  readonly level: Level;
  readonly body: Body;
  /** Of a passive case: the rule that all segments of the run are held against, in place of a body of its own. */
  readonly rule?: PassiveRule;
  /** The titles of the suites around it, outermost first. */
  readonly section: readonly string[];
}

/** The arcs that a case names, as one list. */
export function arcsOf(c: CaseFacts): readonly ArcName[] {
  return c.arc ? [c.arc, ...(c.arcs ?? [])] : (c.arcs ?? []);
}

/** The states that a case is about. */
export function statesOf(c: CaseFacts): readonly State[] {
  const states = [
    ...arcsOf(c)
      .map(arcOf)
      .flatMap(({ from, to }) => [from, to]),
    ...(c.states ?? []),
  ];
  return [...new Set(states)];
}
