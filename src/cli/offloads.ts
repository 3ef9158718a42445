import { run } from '../lab/command.js';
import { type HeldOffloads, holdOffloads, isGuarded } from '../link/hold-offloads.js';
import { LinkError } from '../link/link.js';
import { readFeatures } from '../link/offload-device.js';
import { readRecord } from '../link/offload-record.js';
import { changeable, type Feature, namesWith, offloadsOn } from '../link/offloads.js';
import { unusable } from './exit.js';
import type { TargetSettings } from './settings.js';

const CARRIER_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** The offloads of the tester's interface as a run finds or makes them. */
export interface SettledOffloads {
  /** What the user should know, a sentence each. */
  readonly notes: readonly string[];
  /** For run.json: what stays on during the run, and what was turned off for it; ethtool's names. */
  readonly seen: { readonly on: readonly string[]; readonly turnedOff: readonly string[] };
  /** Puts back what was turned off. Never rejects: what cannot be put back is told on stderr. */
  close(): Promise<void>;
}

/**
 * Sees to the offloads of the tester's interface before anything is captured. With consent they are turned off until `close`; without, an
 * interface that merges what arrives is refused, since merging depends on timing and a merged segment can look like a
 * whole one. Throws with exit 3 and what to do.
 */
export async function settleOffloads(
  settings: Pick<TargetSettings, 'iface' | 'offloadsOff' | 'link'>,
): Promise<SettledOffloads> {
  const { iface } = settings;
  if (settings.offloadsOff) return turnedOff(iface);
  const features = featuresOf(iface);
  if (!features) return asTheyAre([`it is not known whether ${iface} merges segments: install ethtool`], []);
  await refuseMerging(iface, features);
  const on = [...new Set(offloadsOn(features).map(({ name }) => name))];
  return asTheyAre(notesOn(settings, features), on);
}

async function turnedOff(iface: string): Promise<SettledOffloads> {
  const hadCarrier = await hasCarrier(iface);
  const held = await holdOffloads(iface);
  if (hadCarrier && held.names.length > 0) await carrierAgain(iface);
  const left = readFeatures(iface);
  if (changeable(left).length > 0) {
    await held.release();
    throw unusable(`${iface} keeps ${changeable(left).join(', ')} on: something else turns it on again`);
  }
  const notes = held.names.length > 0 ? [`offloads of ${iface} are off for this run: ${held.names.join(', ')}`] : [];
  const on = offloadsOn(left).map(({ name }) => name);
  return {
    notes: [...notes, ...fixedNotes(iface, left)],
    seen: { on, turnedOff: held.names },
    close: () => putBack(iface, held),
  };
}

async function putBack(iface: string, held: HeldOffloads): Promise<void> {
  try {
    await held.release();
  } catch (error) {
    const words = held.names.map((name) => `${name} on`).join(' ');
    process.stderr.write(
      `tcpspec: the offloads of ${iface} were not put back (${(error as Error).message}): run ethtool -K ${iface} ${words}\n`,
    );
  }
}

async function refuseMerging(iface: string, features: readonly Feature[]): Promise<void> {
  const record = readRecord(iface);
  if (record && (await isGuarded(iface)))
    throw unusable(
      `another run has turned the offloads of ${iface} off, and they come back when it ends: give --offloads-off to this one too`,
    );
  const merging = namesWith(
    'merges',
    features.filter(({ fixed }) => !fixed),
  );
  if (merging.length === 0) return;
  throw unusable(
    `${iface} merges segments that arrive (${merging.join(', ')}), and no verdict would be safe: give --offloads-off to have its offloads turned off for the run and put back afterwards, or run \`ethtool -K ${iface} ${merging.map((name) => `${name} off`).join(' ')}\``,
  );
}

function notesOn({ iface, link }: Pick<TargetSettings, 'iface' | 'link'>, features: readonly Feature[]): string[] {
  const slots = link === 'cap' ? namesWith('slots', features) : [];
  const few = `${iface} has ${slots.join(' and ')} on, with which the ring of \`cap\` holds few frames: --offloads-off turns that off for the run`;
  const left = readRecord(iface)?.turnedOff ?? [];
  const still = `a run that was killed left offloads of ${iface} off (${left.join(', ')}): \`tcpspec doctor --iface ${iface}\` puts them back`;
  return [...(left.length > 0 ? [still] : []), ...(slots.length > 0 ? [few] : []), ...fixedNotes(iface, features)];
}

function fixedNotes(iface: string, features: readonly Feature[]): string[] {
  const merging = namesWith(
    'merges',
    features.filter(({ fixed }) => fixed),
  );
  if (merging.length === 0) return [];
  return [`${iface} may merge segments that arrive, and its driver does not let ${merging.join(', ')} be turned off`];
}

function asTheyAre(notes: readonly string[], on: readonly string[]): SettledOffloads {
  return { notes, seen: { on, turnedOff: [] }, close: async () => {} };
}

/** Undefined without ethtool, or for an interface that does not exist: opening the link tells of that better. */
function featuresOf(iface: string): Feature[] | undefined {
  try {
    return readFeatures(iface);
  } catch (error) {
    if (error instanceof LinkError && error.code === 'no-such-device') return [];
    if (error instanceof LinkError) return undefined;
    throw error;
  }
}

/** Some devices reset their link for a change. */
async function carrierAgain(iface: string): Promise<void> {
  const until = performance.now() + CARRIER_WITHIN_MS;
  while (!(await hasCarrier(iface))) {
    if (performance.now() > until) throw unusable(`${iface} has lost its carrier since its offloads were turned off`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function hasCarrier(iface: string): Promise<boolean> {
  return /[<,]LOWER_UP[,>]/.test(await run(['ip', 'link', 'show', 'dev', iface]).catch(() => ''));
}
