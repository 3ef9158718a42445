import { printable } from './printable.js';
import type { ServiceSeen } from './service-seen.js';

/** What was found out of the services of a target, in words: one for each, with the families where those differ. */
export function servicesText(services: readonly ServiceSeen[]): string {
  const words = new Map<string, { name: string; port: number; does: string; families: number[] }>();
  for (const service of services) {
    const { name, port, family } = service;
    const does = doesText(service);
    const entry = words.get(`${name} ${does}`) ?? { name, port, does, families: [] };
    words.set(`${name} ${does}`, { ...entry, families: [...entry.families, family] });
  }
  const all = new Set(services.map(({ family }) => family)).size;
  return [...words.values()]
    .map(({ name, port, does, families }) => {
      const only = families.length === all ? '' : ` over IPv${families.join(' and IPv')}`;
      return `${printable(name)} ${port} ${does}${only}`;
    })
    .join('; ');
}

function doesText({
  answers,
  speaksFirst = 0,
  closesFirst,
  readsOn,
  echoes,
  takesText,
  afterFin,
}: ServiceSeen): string {
  if (!answers) return 'does not answer';
  if (closesFirst)
    return `closes first${speaksFirst > 0 ? ' when it has spoken' : ''}${readsOn ? ', and reads on' : ', altogether'}`;
  const speaks = speaksFirst > 0 ? ['speaks first'] : [];
  const replies = echoes ? ['echoes'] : takesText ? [] : ['acts on text'];
  const ends = { closes: 'closes after the peer', resets: 'resets after the peer', holds: 'never closes' };
  return [...speaks, ...replies, ...(afterFin ? [ends[afterFin]] : [])].join(', ');
}
