// What the memory of MQTT-SN sessions may grow to, and what is raised when it does not suffice.

import type { AnomalyKind } from '../core/anomaly-kind.ts';

/** Pairs of client and gateway followed. */
export const CONVERSATIONS_KEPT = 4096;
/** Entries of one list of one conversation. */
export const LIST_KEPT = 1000;
/** Entries of all lists and tables together. */
export const RECORDS_KEPT = 500_000;
/** Exchanges of one side that may still be continued or repeated. */
export const EXCHANGES_OPEN = 128;
/** Frames named where a count stands beside them. */
export const FRAMES_KEPT = 20;
/** Characters of a payload shown. */
export const PREVIEW_CHARACTERS = 64;

export const SN_CONVERSATIONS_LIMIT: AnomalyKind = {
  id: 'mqttsn.conversations-limit',
  severity: 'warn',
  spec: 'session/mqtt-sn-limits.ts: CONVERSATIONS_KEPT',
  text: {
    es: 'Demasiadas parejas de cliente y gateway MQTT-SN: los mensajes de las nuevas solo se cuentan',
    en: 'Too many pairs of MQTT-SN client and gateway: the messages of new ones are only counted',
  },
};

export const SN_RECORDS_LIMIT: AnomalyKind = {
  id: 'mqttsn.records-limit',
  severity: 'note',
  spec: 'session/mqtt-sn-limits.ts: RECORDS_KEPT',
  text: {
    es: 'Demasiados datos de sesiones MQTT-SN: los nuevos se cuentan, pero ya no se detallan',
    en: 'Too much data about MQTT-SN sessions: new items are counted, no longer told in detail',
  },
};

/** What all conversations share. */
export class SnBudget {
  #left: number;

  constructor(records: number = RECORDS_KEPT) {
    this.#left = records;
  }

  get isExhausted(): boolean {
    return this.#left <= 0;
  }

  /** false: nothing more may be kept. */
  take(): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    return true;
  }
}

/** The first entries of a list, and how many there were. */
export class SnList<Entry> {
  readonly items: Entry[] = [];
  count = 0;
  readonly #limit: number;
  readonly #budget: SnBudget;

  constructor(budget: SnBudget, limit: number = LIST_KEPT) {
    this.#budget = budget;
    this.#limit = limit;
  }

  push(entry: Entry): void {
    this.count++;
    if (this.items.length < this.#limit && this.#budget.take()) this.items.push(entry);
  }
}
