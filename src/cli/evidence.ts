import { basename } from 'node:path';
import { processEpochNs } from '../link/clock.js';
import type { Frame, Link } from '../link/link.js';
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, PcapngWriter } from '../link/pcapng.js';

const FRAMES_PER_OWNER = 20_000;
const LOOSE = 'the link';

/** Where a result's frames stand in the evidence file: frame numbers count from 1. */
export interface EvidencePlace {
  readonly file: string;
  readonly first: number;
  readonly count: number;
}

/** Keeps every frame of a run, filed by case, and writes them as one pcapng file in which each case's frames are together. */
export class Evidence {
  readonly #frames = new Map<string, Frame[]>();
  #dropped = 0;

  /** Files a frame under a case's label; undefined: it belongs to the link as such (ARP, neighbour discovery). */
  file(frame: Frame, owner: string | undefined): void {
    const frames = this.#frames.get(owner ?? LOOSE) ?? [];
    if (frames.length === 0) this.#frames.set(owner ?? LOOSE, frames);
    if (frames.length < FRAMES_PER_OWNER) frames.push(frame);
    else this.#dropped++;
  }

  /** Frames that were not kept, because one case had more than 20,000. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Writes the file: the named cases in their order, then the rest, and resolves to each case's place in it. Complete or
   * absent; rejects with the reason if it cannot be written.
   */
  async write(
    path: string,
    owners: readonly string[],
    link: Pick<Link, 'framing' | 'device' | 'timestamps'>,
  ): Promise<Map<string, EvidencePlace>> {
    const linktype = link.framing === 'ethernet' ? LINKTYPE_ETHERNET : LINKTYPE_RAW;
    const writer = PcapngWriter.open(path, { linktype, application: 'tcpspec', hardware: link.device });
    const places = new Map<string, EvidencePlace>();
    try {
      let next = 1;
      for (const owner of new Set([...owners, ...this.#frames.keys()])) {
        const frames = this.#frames.get(owner) ?? [];
        for (const frame of frames) writer.write({ ...record(frame, link.timestamps), comment: owner });
        places.set(owner, { file: basename(path), first: next, count: frames.length });
        next += frames.length;
      }
      await writer.close();
    } catch (error) {
      writer.abort();
      throw error;
    }
    return places;
  }
}

/** Virtual time counts from 1970, so that two runs with one seed leave the same file. */
function record({ bytes, direction, at, kernelNs }: Frame, timestamps: Link['timestamps']) {
  const ownNs = timestamps === 'virtual' ? BigInt(Math.round(at * 1e6)) : processEpochNs(at);
  return { bytes, direction, epochNs: kernelNs ?? ownNs };
}
