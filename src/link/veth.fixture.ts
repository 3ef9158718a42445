import { execFileSync, spawnSync } from 'node:child_process';

/** A virtual cable with both ends in the process's own network namespace, without addresses, offloads off. */
export interface Veth {
  readonly a: string;
  readonly b: string;
  /** Runs `ip` and throws when it fails. */
  ip(...words: readonly string[]): void;
  /** Idempotent; happens at exit anyway. */
  remove(): void;
}

/** Why no cable can be made here; undefined when one can. */
export function whyNoVeth(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (spawnSync('ip', ['-V']).error) return 'needs iproute2';
  return spawnSync('ethtool', ['--version']).error ? 'needs ethtool' : undefined;
}

/** Makes a cable under names of its own. IPv6 says nothing on it by itself. */
export function makeVeth(): Veth {
  made += 1;
  const name = `tl${process.pid.toString(36)}${made}`;
  const [a, b] = [`${name}a`, `${name}b`];
  const ip = (...words: readonly string[]): void => {
    execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  ip('link', 'add', a, 'type', 'veth', 'peer', 'name', b);
  for (const end of [a, b]) {
    const off = ['tx', 'rx', 'tso', 'gso', 'gro'].flatMap((feature) => [feature, 'off']);
    spawnSync('ethtool', ['-K', end, ...off]);
    ip('link', 'set', end, 'addrgenmode', 'none', 'up');
  }
  const remove = (): void => {
    process.off('exit', remove);
    spawnSync('ip', ['link', 'delete', a]);
  };
  process.once('exit', remove);
  return { a, b, ip, remove };
}

let made = 0;
