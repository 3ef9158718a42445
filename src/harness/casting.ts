import { isHeld, ServedView } from './served-view.js';
import { chosen, missing, type Need, type Served, type Service } from './service.js';
import type { Session } from './session.js';
import { Unsupported } from './verdict.js';

/** What a case is known to need of the service that it talks to. */
export type Needs = ReadonlySet<Need>;

/** Who plays the target's user in a case: a service, and what stands between it and each peer. */
export interface Casting {
  readonly service: Service;
  readonly viewFor: () => ServedView;
  /** What stands between it and the first peer, once that is there. */
  readonly view: ServedView;
  /** Lets everything pass from now on, for what is left to be tidied up. */
  readonly release: () => void;
  /** The window that the peers offer, where that is not the usual one. */
  readonly window?: number;
}

/** A case turned out to need more of the service that it talks to: it begins again, with one that meets all of this. */
export class OtherService extends Error {
  override readonly name = 'OtherService';
  constructor(readonly needs: Needs) {
    super(`a service that can ${[...needs].join(' and ')}`);
  }
}

/**
 * Runs a case with the service that adds least of its own, and again from the start whenever it turns out to need another one.
 * There are so few needs that this comes to an end.
 */
export async function withService<T>(run: (needs: Needs) => Promise<T>): Promise<T> {
  for (let needs: Needs = new Set(); ; ) {
    try {
      return await run(needs);
    } catch (error) {
      if (!(error instanceof OtherService) || error.needs.size <= needs.size) throw error;
      needs = error.needs;
    }
  }
}

/** The service for a case in a family: undefined where a user makes the target's calls, Unsupported where no service will do. */
export function castFor({ served }: Session, family: 4 | 6, needs: Needs): Casting | Unsupported | undefined {
  return served && cast(served[family], needs);
}

function cast(served: Served | undefined, needs: Needs): Casting | Unsupported {
  const service = chosen(served?.services ?? [], needs);
  if (!service) return new Unsupported(missing(needs));
  const require = (need: Need): never => {
    throw new OtherService(new Set([...needs, need]));
  };
  const views: ServedView[] = [];
  const viewFor = () => {
    const view = new ServedView({ service, needs, require });
    views.push(view);
    return view;
  };
  return {
    service,
    viewFor,
    release: () => {
      for (const view of views) view.speaking = true;
    },
    get view() {
      return views[0] ?? viewFor();
    },
    ...(isHeld(service, needs) ? { window: 0 } : {}),
  };
}
