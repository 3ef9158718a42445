import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Start, type Started, start, temporaryFolder, until } from './run-program.fixture.js';

/** Two namespaces and a cable between them, as someone would make them without `tcpspec lab`. */
export interface Cable {
  /** Starts the program, or another command, at an end of the cable. */
  readonly inTester: readonly string[];
  readonly inTarget: readonly string[];
  readonly device: string;
  readonly address4: string;
  readonly address6: string;
  readonly folder: string;
  readonly tokenFile: string;
  /** Runs `ip` at the tester's end. */
  ip(...words: readonly string[]): void;
  /** Runs a command at the tester's end, and returns what it printed. */
  tester(...words: readonly string[]): string;
  /** Runs a command at the target's end. */
  target(...words: readonly string[]): string;
  /** What listens at the target's end, as `ss` tells it, and the processes that run there. */
  listening(): string;
  pids(): string[];
  /** An agent that listens at the target's address, ready. */
  agent(options?: { listen?: string }): Promise<Started>;
  /** Takes it away, with its agents. */
  remove(): void;
}

/** The end of the target, as agents and users name it. */
const TARGET_DEVICE = 'wire1';
const TOKEN = 'a token of some length';
let made = 0;

/** Lays a cable. `addresses`: whether the tester's end has some; `offloads`: whether they stay on, as they come. */
export function layCable({ addresses = true, offloads = false } = {}): Cable {
  made += 1;
  const [tester, target] = [`hand-${process.pid}-${made}-tester`, `hand-${process.pid}-${made}-target`];
  const ip = (...words: readonly string[]) =>
    execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const folder = temporaryFolder();
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const inTarget = ['ip', 'netns', 'exec', target];
  const agents: Started[] = [];
  const remove = () => {
    for (const agent of agents) agent.signal('SIGKILL');
    for (const namespace of [tester, target]) ip('netns', 'delete', namespace);
  };
  ip('netns', 'add', tester);
  ip('netns', 'add', target);
  const ends = ['type', 'veth', 'peer', 'name', TARGET_DEVICE, 'netns', target];
  ip('-netns', tester, 'link', 'add', 'wire0', ...ends);
  for (const [namespace, device, host] of [[target, TARGET_DEVICE, '1'] as const, [tester, 'wire0', '9'] as const]) {
    ip('-netns', namespace, 'link', 'set', 'lo', 'up');
    if (namespace === target || addresses) {
      ip('-netns', namespace, 'address', 'add', `198.51.100.${host}/24`, 'dev', device);
      ip('-netns', namespace, 'address', 'add', `2001:db8:7::${host}/64`, 'dev', device, 'nodad');
    }
    ip('-netns', namespace, 'link', 'set', device, 'up');
  }
  const atTarget = (...words: readonly string[]) => ip('netns', 'exec', target, ...words);
  if (!offloads) atTarget('ethtool', '-K', TARGET_DEVICE, 'tx', 'off');
  return {
    inTester: ['ip', 'netns', 'exec', tester],
    inTarget,
    device: 'wire0',
    address4: '198.51.100.1',
    address6: '2001:db8:7::1',
    folder,
    tokenFile,
    ip: (...words) => ip('-netns', tester, ...words),
    tester: (...words) => ip('netns', 'exec', tester, ...words),
    target: atTarget,
    listening: () => atTarget('ss', '-ltn'),
    pids: () => ip('netns', 'pids', target).split('\n').filter(Boolean),
    async agent({ listen = '198.51.100.1:9293' } = {}) {
      const agent = start(['agent', '--listen', listen, '--token-file', tokenFile], { prefix: inTarget });
      agents.push(agent);
      await agent.says(/listens on/);
      await until(() => (/state UP/.test(ip('-netns', tester, 'link', 'show', 'dev', 'wire0')) ? true : undefined));
      return agent;
    },
    remove,
  };
}

/** The flags of a run against the target of a cable. */
export function against(cable: Cable, ...more: readonly string[]): string[] {
  const { address4, device, tokenFile, folder } = cable;
  const out = more.includes('--out') ? [] : ['--out', join(folder, 'report')];
  return ['run', '--address', address4, '--iface', device, '--token-file', tokenFile, ...out, ...more];
}

/** Runs the program at the tester's end. */
export function startInTester(cable: Cable, args: readonly string[], options: Start = {}): Started {
  return start(args, { ...options, prefix: cable.inTester });
}
