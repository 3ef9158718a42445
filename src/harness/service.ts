/** What a service was found to do, whatever its name. */
export interface ServiceBehaviour {
  /** Octets that it sends before it was sent anything: as many as came in the time that it was given. */
  readonly speaksFirst: number;
  /** It closes first, without having been sent anything. */
  readonly closesFirst: boolean;
  /** After its close it still takes data; one that does not has its TCP answer them with RST. Of one that closes first. */
  readonly readsOn?: boolean;
  /** It sends back what it is sent. */
  readonly echoes: boolean;
  /** It keeps silent when a few octets come that end no line. */
  readonly takesText: boolean;
  /** What follows the peer's FIN, of one that does not close first: its own, a RST, or nothing, so that its TCP stays in CLOSE-WAIT. */
  readonly afterFin?: 'closes' | 'resets' | 'holds';
}

/** A service of the target: the name it was given, its port, and what it does. */
export interface Service extends ServiceBehaviour {
  readonly name: string;
  readonly port: number;
}

/** What was found out of the services of a target, in one family. */
export interface Served {
  readonly services: readonly Service[];
  /** A port on which nothing listens; undefined if none was found. */
  readonly closedPort: number | undefined;
}

/** The small services that have a name of their own: those of RFC 862, 863, 867, 864, and one that accepts and never reads. */
export const SMALL_SERVICES = ['echo', 'discard', 'daytime', 'chargen', 'idle'] as const;

/** What a case needs of the service that it talks to. */
export type Need = 'echo' | 'read' | 'close-first' | 'close-after' | 'hold' | 'unread';

/** What is missing on a target that has no service for a need. */
const WORDS: Readonly<Record<Need, string>> = {
  echo: 'one that sends back what it is sent (echo)',
  read: 'one that shows what it has read (echo)',
  'close-first': 'one that closes first (daytime)',
  'close-after': 'one that closes when the peer does (discard, echo)',
  hold: 'one that stays in CLOSE-WAIT (idle; chargen, held by a window of zero)',
  unread: 'one that accepts and never reads (idle)',
};

/** The words for needs that no service of the target meets. */
export function missing(needs: ReadonlySet<Need>): string {
  const [only, ...more] = needs;
  if (only !== undefined && more.length === 0) return `no service of the target is ${WORDS[only]}`;
  return `no service of the target is all of these: ${[...needs].map((need) => WORDS[need]).join('; ')}`;
}

/**
 * The service for a case, given what is known that it needs: the one that adds least of its own. Undefined if there is none. One
 * that speaks first is kept silent by a window of zero.
 */
export function chosen(services: readonly Service[], needs: ReadonlySet<Need>): Service | undefined {
  if (needs.has('read') && needs.size > 1) return undefined; // kept silent it can do nothing else
  const fitting = services.filter((service) => [...needs].every((need) => MEETS[need](service)));
  const pool = needs.has('close-first') ? fitting : fitting.filter(({ closesFirst }) => !closesFirst);
  return pool.sort((one, other) => rank(one) - rank(other))[0];
}

const MEETS: Readonly<Record<Need, (service: Service) => boolean>> = {
  echo: ({ echoes }) => echoes,
  read: ({ echoes, afterFin }) => echoes && afterFin === 'closes',
  'close-first': ({ closesFirst }) => closesFirst,
  'close-after': ({ afterFin, speaksFirst }) => afterFin === 'closes' && speaksFirst === 0,
  hold: ({ afterFin }) => afterFin === 'holds',
  unread: isIdle,
};

/** Silent, and still there after the peer's FIN: it never looked. */
function isIdle({ afterFin, speaksFirst, echoes }: Service): boolean {
  return afterFin === 'holds' && speaksFirst === 0 && !echoes;
}

/** The lower, the less it adds of its own. */
function rank(service: Service): number {
  const { speaksFirst, echoes, takesText, readsOn = true } = service;
  if (isIdle(service)) return 0;
  if (speaksFirst > 0) return readsOn ? 4 : 5;
  if (echoes) return 3;
  return takesText ? 1 : 2;
}
