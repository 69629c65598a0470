// A fragment that was sent and that not every receiver has confirmed.

export interface Outstanding {
  /** Of its last sending; serials rise with every sending of any fragment. */
  serial: number;
  sentAt: number;
  sendings: number;
  /** It is known to be lost and waits to be sent again. */
  lost: boolean;
}

/** The number of the fragment under way that was sent last; null: none is under way. */
export function latestUnderWay(fragments: ReadonlyMap<number, Outstanding>): number | null {
  let latest: number | null = null;
  let newest = -1;
  for (const [index, { serial, lost }] of fragments) {
    if (lost || serial <= newest) continue;
    newest = serial;
    latest = index;
  }
  return latest;
}
