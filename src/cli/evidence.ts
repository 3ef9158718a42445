import { basename } from 'node:path';
import { processEpochNs } from '../link/clock.js';
import type { Frame, Link } from '../link/link.js';
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, PcapngWriter } from '../link/pcapng.js';

const FRAMES_PER_CASE = 20_000;
const LOOSE = 'the link';
const LOOSE_FRAMES = 200_000;
/** So many at once, to be looked at together. */
const LOOSE_BLOCK = 256;

/** Where a result's frames stand in the evidence file: frame numbers count from 1. */
export interface EvidencePlace {
  readonly file: string;
  readonly first: number;
  readonly count: number;
}

/**
 * Files every frame of a run by case and writes each case's frames together, as a block, when the case has ended: what
 * it holds in memory does not grow with the run. Frames of no case that is running are the link's.
 */
export class Evidence {
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  readonly #running = new Map<string, Frame[]>();
  readonly #places = new Map<string, EvidencePlace>();
  #loose: Frame[] = [];
  #looseFiled = 0;
  #dropped = 0;
  #timestamps: Link['timestamps'] = 'process';
  #writer: PcapngWriter | undefined;
  #failure: Error | undefined;
  #done = false;

  /** @param onFailure called once, with what keeps the file from being written; `close` rejects with it as well */
  constructor(path: string, onFailure: (error: Error) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** Begins the file, beside its final place; what was filed before is kept until then. */
  open(link: Pick<Link, 'framing' | 'device' | 'timestamps'>): void {
    const linktype = link.framing === 'ethernet' ? LINKTYPE_ETHERNET : LINKTYPE_RAW;
    this.#timestamps = link.timestamps;
    this.#attempt(() => {
      this.#writer = PcapngWriter.open(this.#path, { linktype, application: 'tcpspec', hardware: link.device });
    });
  }

  /** From now on frames under this label are a case's. */
  begin(owner: string): void {
    if (!this.#running.has(owner)) this.#running.set(owner, []);
  }

  /** Files a frame under a case's label; undefined: it belongs to the link as such (ARP, neighbour discovery). */
  file(frame: Frame, owner: string | undefined): void {
    if (this.#done) return;
    const frames = owner === undefined ? undefined : this.#running.get(owner);
    if (frames === undefined) this.#fileLoose(frame);
    else if (frames.length < FRAMES_PER_CASE) frames.push(frame);
    else this.#dropped++;
  }

  /** Writes what a case has, and forgets it. */
  end(owner: string): void {
    const frames = this.#running.get(owner) ?? [];
    this.#running.delete(owner);
    this.#places.set(owner, this.#write(frames, owner));
  }

  /** Where the case that ended under this label last has its frames; told once. */
  takePlace(owner: string): EvidencePlace | undefined {
    const place = this.#places.get(owner);
    this.#places.delete(owner);
    return place;
  }

  /** Frames that were not kept, because one case had more than 20,000, or the link more than 200,000. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Frames that are in memory now. */
  get held(): number {
    return [...this.#running.values()].reduce((sum, { length }) => sum + length, this.#loose.length);
  }

  /** Writes what is left and gives the file its name. Rejects, leaving no file, when not everything could be written. What comes later is not kept. */
  async close(): Promise<void> {
    for (const owner of [...this.#running.keys()]) this.end(owner);
    this.#writeLoose();
    this.#done = true;
    if (this.#failure) throw this.#failure;
    await this.#writer?.close();
  }

  /** Gives the file up. Does nothing after `close`. */
  abort(): void {
    this.#done = true;
    this.#writer?.abort();
  }

  #fileLoose(frame: Frame): void {
    if (this.#looseFiled >= LOOSE_FRAMES) {
      this.#dropped++;
      return;
    }
    this.#looseFiled++;
    this.#loose.push(frame);
    if (this.#writer && this.#loose.length >= LOOSE_BLOCK) this.#writeLoose();
  }

  #writeLoose(): void {
    const frames = this.#loose;
    this.#loose = [];
    this.#write(frames, LOOSE);
  }

  #write(frames: readonly Frame[], comment: string): EvidencePlace {
    let first = 0;
    this.#attempt(() => {
      for (const frame of frames) {
        const number = this.#writer?.write({ ...record(frame, this.#timestamps), comment }) ?? 0;
        first ||= number;
      }
    });
    return { file: basename(this.#path), first: first || this.#next(), count: frames.length };
  }

  #next(): number {
    return (this.#writer?.frames ?? 0) + 1;
  }

  /** A disk that refuses once has no whole file any more; the run is to hear of it, and not its cases. */
  #attempt(work: () => void): void {
    if (this.#failure) return;
    try {
      work();
    } catch (error) {
      this.#failure = error as Error;
      this.#onFailure(this.#failure);
    }
  }
}

/** Virtual time counts from 1970, so that two runs with one seed leave the same file. */
function record({ bytes, direction, at, kernelNs }: Frame, timestamps: Link['timestamps']) {
  const ownNs = timestamps === 'virtual' ? BigInt(Math.round(at * 1e6)) : processEpochNs(at);
  return { bytes, direction, epochNs: kernelNs ?? ownNs };
}
