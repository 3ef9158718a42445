import { hostname, release, type as systemName } from 'node:os';
import { type Greeting, type Platform, PROTOCOL_VERSION } from './protocol.js';

/** The system that the agent runs on. */
export function platform(): Platform {
  return { os: systemName(), kernel: release(), hostname: hostname() };
}

/** The agent's first line. */
export function greeting(calls: readonly string[], needsToken: boolean): Greeting {
  const { os, kernel } = platform();
  return { hello: 'tcpspec-agent', protocol: PROTOCOL_VERSION, os, kernel, calls, needsToken };
}
