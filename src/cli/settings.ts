import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Level, State } from '../harness/facts.js';
import type { Shard } from '../harness/shard.js';
import type { SshPlace } from '../target/ssh-channel.js';
import { isIp4 } from '../wire/address.js';
import { permittedAddress } from './address-rules.js';
import { usageError } from './exit.js';
import type { LinkKind, TargetFile } from './target-file.js';

/** The options of `tcpspec run` as they come from flags and environment; unset ones are undefined. */
export interface RunOptions {
  readonly target?: readonly string[];
  readonly address?: readonly string[];
  readonly iface?: string;
  readonly lab?: string;
  /** Settings that a lab's targets are to have: `net.ipv4.tcp_sack=0`. */
  readonly setting?: readonly string[];
  /** How many targets a lab of namespaces is to have. */
  readonly targets?: number;
  readonly agent?: string;
  readonly tokenFile?: string;
  readonly family?: '4' | '6' | 'both';
  readonly skip?: readonly string[];
  readonly grep?: string;
  readonly level?: readonly Level[];
  readonly state?: State;
  readonly link?: LinkKind;
  readonly concurrency?: number;
  readonly out?: string;
  readonly seed?: number;
  readonly list?: boolean;
  readonly lastFailed?: boolean;
  readonly repeat?: number;
  readonly shard?: Shard;
  readonly reporter?: string;
  readonly allowPublic?: boolean;
  readonly offloadsOff?: boolean;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  /** An earlier run to compare with. */
  readonly against?: string;
  readonly fault?: readonly string[];
  /** Services by name, and no agent; true: those that a lab has. */
  readonly services?: Readonly<Record<string, number>> | true;
  readonly service?: Readonly<Record<string, number>>;
}

/** How the agent is met. */
export type AgentPlace =
  | { readonly command: readonly string[] }
  | { readonly sockets: readonly string[] }
  | { readonly ssh: SshPlace }
  | { readonly address: string; readonly port: number; readonly token: string };

/** Everything about the target and the way to it, checked. */
export interface TargetSettings {
  readonly name: string;
  readonly address: { readonly 4?: string; readonly 6?: string };
  readonly iface: string;
  readonly families: readonly (4 | 6)[];
  /** Undefined: the first that this machine has of packet and cap. */
  readonly link: LinkKind | undefined;
  readonly phantom: { readonly 4?: string; readonly 6?: string };
  readonly gateway: { readonly 4?: string; readonly 6?: string };
  /** Consent to turn the interface's offloads off for the run. */
  readonly offloadsOff: boolean;
  /** Undefined: nobody makes user calls on the target, and cases talk to its services. */
  readonly agent: AgentPlace | undefined;
  /** Ports of the services on the target, by name. */
  readonly services: Readonly<Record<string, number>>;
  readonly concurrency: number;
  readonly seed: number;
  readonly out: string;
  /** The file of known deviations, if there is one. */
  readonly baseline: string | undefined;
  /** The lab that the target is in, and settings to be told beside those that always are. */
  readonly lab?: TargetFile['lab'];
  readonly record: readonly string[];
  /** Faults of the model that are switched on. */
  readonly faults: readonly string[];
}

/** The port that an agent listens on unless told: the number of the RFC. */
export const AGENT_PORT = 9293;

/** The settings of one target: flags before the environment before the file (or the lab). Throws usage errors. */
export function targetSettings(options: RunOptions, file: TargetFile): TargetSettings {
  const permission = { allowPublic: options.allowPublic === true };
  const given = options.address ?? [file.address4, file.address6].filter((each) => each !== undefined);
  const addresses = given.map((text) => permittedAddress(text, permission));
  const address = byFamily(addresses, 'target address');
  const iface = options.iface ?? file.iface;
  if (addresses.length === 0)
    throw usageError('no target: give --address IP --iface DEV, --target FILE, or --lab netns');
  if (!iface) throw usageError('no interface: give --iface DEV, the one that the target is reached through');
  const phantoms = [file.phantom4, file.phantom6].filter((each) => each !== undefined);
  const gateways = [file.gateway4, file.gateway6].filter((each) => each !== undefined);
  const name = file.name ?? addresses[0]?.replaceAll(':', '-') ?? 'target';
  return {
    name,
    address,
    iface,
    families: families(options.family ?? file.family, address),
    link: options.link ?? file.link,
    phantom: byFamily(
      phantoms.map((text) => permittedAddress(text, permission)),
      'phantom address',
    ),
    gateway: byFamily(
      gateways.map((text) => permittedAddress(text, permission)),
      'gateway',
    ),
    offloadsOff: options.offloadsOff === true || file.offloads === 'off',
    agent: agentPlace(options, file, addresses),
    services: servicesOf(options, file),
    concurrency: options.concurrency ?? file.concurrency ?? 64,
    seed: options.seed ?? file.seed ?? randomInt(2 ** 32),
    baseline: options.baseline ?? file.baseline,
    ...(file.lab ? { lab: file.lab } : {}),
    record: file.record ?? [],
    faults: options.fault ?? [],
    out: options.out ?? file.out ?? `reports/${name}`,
  };
}

function byFamily(addresses: readonly string[], what: string): { 4?: string; 6?: string } {
  const found: { 4?: string; 6?: string } = {};
  for (const address of addresses) {
    const family = isIp4(address) ? 4 : 6;
    if (found[family]) throw usageError(`two IPv${family} addresses as ${what}: ${found[family]} and ${address}`);
    found[family] = address;
  }
  return found;
}

function families(wanted: string | number | undefined, address: { 4?: string; 6?: string }): readonly (4 | 6)[] {
  const known = ([4, 6] as const).filter((family) => address[family] !== undefined);
  if (wanted === undefined) return known;
  const asked = wanted === 'both' ? ([4, 6] as const) : [Number(wanted) as 4 | 6];
  const missing = asked.find((family) => !known.includes(family));
  if (missing)
    throw usageError(
      `--family ${wanted} needs an IPv${missing} address of the target: give --address once for each family`,
    );
  return asked;
}

/** Those of the flags take the place of those of the file. */
function servicesOf({ services, service }: RunOptions, file: TargetFile): Readonly<Record<string, number>> {
  if (services === undefined && service === undefined) return file.services ?? {};
  return { ...(services === true ? file.services : services), ...service };
}

function agentPlace(options: RunOptions, file: TargetFile, addresses: readonly string[]): AgentPlace | undefined {
  const byFlag = options.services !== undefined || options.service !== undefined;
  if (byFlag && options.agent === undefined) return undefined;
  if (options.agent === undefined && file.agent?.command) return { command: file.agent.command };
  if (options.agent === undefined && file.agent?.sockets) return { sockets: file.agent.sockets };
  if (options.agent === undefined && file.agent?.ssh) return { ssh: file.agent.ssh };
  const place = options.agent ?? file.agent?.address ?? addresses[0] ?? '';
  const tokenFile = options.tokenFile ?? file.agent?.tokenFile;
  if (!tokenFile) {
    const asked = options.agent !== undefined || file.agent !== undefined;
    if (!asked && Object.keys(file.services ?? {}).length > 0) return undefined;
    throw usageError(
      'no agent: start one on the target with `tcpspec agent --listen ADDR:PORT --token-file F`, and give --agent ADDR:PORT --token-file F here (or agent.command in the target file); without one, name services of the target: --services echo=7,discard=9 or --service http=80',
    );
  }
  return { ...endpoint(place), token: readToken(tokenFile) };
}

function readToken(path: string): string {
  let token: string;
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw usageError(`the token file cannot be read (${(error as Error).message}): give the agent's with --token-file`);
  }
  if (token === '') throw usageError(`the token file ${path} is empty: give the file that the agent was started with`);
  return token;
}

/** `192.0.2.1:9293`, `[2001:db8::1]:9293`, or an address alone with the default port. */
export function endpoint(text: string): { address: string; port: number } {
  if (isIP(text)) return { address: text, port: AGENT_PORT };
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  const number = port === undefined ? AGENT_PORT : Number(port);
  if (!address || number < 1 || number > 65535)
    throw usageError(`'${text}' is not ADDR:PORT (IPv6 addresses in brackets)`);
  return { address, port: number };
}
