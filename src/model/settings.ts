import { NotOffered } from './errors.js';

/** What can be set on the model as a whole, and what it is unless set. Times are in ms, sizes in octets, switches 0 or 1. */
export const DEFAULT_SETTINGS = {
  /** The protections of RFC 5961: exact RST, challenge ACKs, the range of SEG.ACK. */
  'model.rfc5961': 1,
  'model.timestamps': 1,
  /** Explicit congestion notification (RFC 3168): 0 never, 1 also when opening actively, 2 when the peer asks for it. */
  'model.ecn': 2,
  'model.window-scaling': 1,
  'model.sack': 1,
  /** Twice the maximum segment lifetime (RFC 9293 3.4.2 takes 2 minutes for one). */
  'model.2msl': 60_000,
  'model.rto-initial': 1_000,
  'model.rto-min': 1_000,
  'model.rto-max': 60_000,
  /** Retransmissions before something is said to be wrong: R1 of RFC 9293 3.8.3. */
  'model.retries1': 3,
  /** Retransmissions before a connection is given up: R2 of RFC 9293 3.8.3, apart for SYN and for SYN,ACK. */
  'model.retries': 15,
  'model.syn-retries': 7, // three minutes (MUST-23)
  'model.syn-ack-retries': 5,
  /** How long FIN-WAIT-2 lasts once no user holds the connection. */
  'model.fin-timeout': 60_000,
  'model.delayed-ack': 40,
  /** How long a silly segment is held (RFC 9293 3.8.6.2.1: 0.1 to 1 s). */
  'model.override-timeout': 500,
  'model.receive-buffer': 131_072,
  'model.send-buffer': 262_144,
  'model.hop-limit': 64,
  'model.keepalive-idle': 7_200_000,
  'model.keepalive-interval': 75_000,
  'model.keepalive-probes': 9,
};

/** The name of a setting. */
export type SettingName = keyof typeof DEFAULT_SETTINGS;

/** The settings as they are now. */
export type Settings = Record<SettingName, number>;

/** The defaults with some of them changed. Throws NotOffered for a name that there is not. */
export function settingsWith(changes: Readonly<Record<string, number>>): Settings {
  const settings: Settings = { ...DEFAULT_SETTINGS };
  for (const [name, value] of Object.entries(changes)) settings[known(name)] = value;
  return settings;
}

/** The name if there is such a setting; throws NotOffered otherwise. */
export function known(name: string): SettingName {
  if (Object.hasOwn(DEFAULT_SETTINGS, name)) return name as SettingName;
  throw new NotOffered(`there is no setting ${name}`);
}
