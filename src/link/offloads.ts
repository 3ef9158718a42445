/** One feature of an interface as `ethtool -k` shows it. */
export interface Feature {
  /** As ethtool spells it, also for changing it. */
  readonly name: string;
  /** The heading that it stands under, if it does: `tx-checksumming` for `tx-checksum-ipv4`. */
  readonly group?: string;
  readonly on: boolean;
  /** The driver does not let it be changed. */
  readonly fixed: boolean;
}

/** What an offload does to a test: `merges` what arrives, makes the capture's slots larger, or nothing to it. */
export type Effect = 'merges' | 'slots' | 'none';

interface Offload {
  readonly effect: Effect;
  readonly why: string;
}

/** The offloads that a tester looks at, by ethtool's name of the feature or of its group, and what each means for a run. */
export const OFFLOADS: Readonly<Record<string, Offload>> = {
  'generic-receive-offload': { effect: 'merges', why: 'the kernel merges segments before the capture sees them' },
  'large-receive-offload': { effect: 'merges', why: 'the device merges segments before the kernel sees them' },
  'rx-gro-hw': { effect: 'merges', why: 'the device merges segments before the kernel sees them' },
  'rx-gro-list': { effect: 'merges', why: 'the kernel chains segments before the capture sees them' },
  'tcp-segmentation-offload': { effect: 'slots', why: "makes libpcap's slots 64 KiB, so its ring holds few frames" },
  'generic-segmentation-offload': {
    effect: 'slots',
    why: "makes libpcap's slots 64 KiB, so its ring holds few frames",
  },
  'scatter-gather': { effect: 'none', why: "is about the kernel's own segments; hand-built frames are whole" },
  'rx-checksumming': { effect: 'none', why: 'the device checks what the tester checks again; the octets stay' },
  'tx-checksumming': {
    effect: 'none',
    why: "is about the kernel's own segments; hand-built frames have their checksum",
  },
};

const LINE = /^(?<indent>[ \t]*)(?<name>[a-zA-Z0-9][\w.-]*): (?<state>on|off)(?<rest>(?: \[[a-z ]+\])*)$/;

/**
 * The features in the output of `ethtool -k`, those that stand for a group of others left out. A feature that is wanted and
 * cannot be (`off [requested on]`) is off. Lines of another form are passed over.
 */
export function parseFeatures(text: string): Feature[] {
  const rows = text.split('\n').flatMap((line) => {
    const { indent, name, state, rest } = LINE.exec(line.trimEnd())?.groups ?? {};
    if (name === undefined) return [];
    return [{ inside: indent !== '', name, on: state === 'on', fixed: rest?.includes('[fixed]') === true }];
  });
  let heading: string | undefined;
  return rows.flatMap(({ inside, ...feature }, n) => {
    if (!inside) heading = feature.name;
    if (!inside && rows[n + 1]?.inside) return [];
    return [inside && heading !== undefined ? { ...feature, group: heading } : feature];
  });
}

/** Those of the features that are offloads a tester looks at, and on. */
export function offloadsOn(features: readonly Feature[]): Feature[] {
  return features.filter((feature) => feature.on && nameOf(feature) in OFFLOADS);
}

/** Those that can be turned off: the words for `ethtool -K DEV` are `wordsFor(changeable(features), 'off')`. */
export function changeable(features: readonly Feature[]): string[] {
  return offloadsOn(features)
    .filter(({ fixed }) => !fixed)
    .map(({ name }) => name);
}

/** The words of `ethtool -K DEV` that set features by name. */
export function wordsFor(names: readonly string[], state: 'on' | 'off'): string[] {
  return names.flatMap((name) => [name, state]);
}

/** The offloads that are on with some effect, each named once by its group: what a user knows them by. */
export function namesWith(effect: Effect, features: readonly Feature[]): string[] {
  const names = offloadsOn(features).map(nameOf);
  return [...new Set(names)].filter((name) => OFFLOADS[name]?.effect === effect);
}

function nameOf({ name, group }: Feature): string {
  return name in OFFLOADS ? name : (group ?? name);
}
