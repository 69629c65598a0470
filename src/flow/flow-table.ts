// Finds a connection's record by its key: open addressing with linear probing, no strings, no objects.

import { type FlowKey, storedHash } from './flow-key.ts';
import { type FlowRecords, RECORD_WORDS } from './flow-records.ts';

/** Slots hold record number + 1; 0: free. */
export class FlowTable {
  readonly #records: FlowRecords;
  #slots: Int32Array;
  #used = 0;

  constructor(records: FlowRecords, slots = 1024) {
    this.#records = records;
    this.#slots = new Int32Array(slots);
  }

  /** Word offset of the record, −1: unknown. */
  find(key: FlowKey): number {
    const slots = this.#slots;
    const { ints } = this.#records;
    const mask = slots.length - 1;
    for (let i = key.hash & mask; ; i = (i + 1) & mask) {
      const slot = slots[i] ?? 0;
      if (slot === 0) return -1;
      const record = (slot - 1) * RECORD_WORDS;
      if (key.equals(ints, record)) return record;
    }
  }

  /** The record a key with this hash most likely has; 0: none. */
  likely(hash: number): number {
    const slot = this.#slots[hash & (this.#slots.length - 1)] ?? 0;
    return slot === 0 ? 0 : (slot - 1) * RECORD_WORDS;
  }

  /** Writes the key into the record; an older record with the same key is found no more. */
  set(key: FlowKey, record: number): void {
    key.write(this.#records, record);
    const slots = this.#slots;
    const { ints } = this.#records;
    const mask = slots.length - 1;
    let i = key.hash & mask;
    for (; ; i = (i + 1) & mask) {
      const slot = slots[i] ?? 0;
      if (slot === 0) break;
      if (key.equals(ints, (slot - 1) * RECORD_WORDS)) {
        slots[i] = record / RECORD_WORDS + 1;
        return;
      }
    }
    slots[i] = record / RECORD_WORDS + 1;
    this.#used++;
    if (this.#used * 2 > slots.length) this.#rebuild(slots.length * 2, null);
  }

  /** Forgets the records for which `gone` holds; cold. */
  remove(gone: (record: number) => boolean): void {
    this.#rebuild(this.#slots.length, gone);
  }

  #rebuild(length: number, gone: ((record: number) => boolean) | null): void {
    const old = this.#slots;
    const slots = new Int32Array(length);
    const mask = length - 1;
    let used = 0;
    for (let from = 0; from < old.length; from++) {
      const slot = old[from] ?? 0;
      if (slot === 0) continue;
      const record = (slot - 1) * RECORD_WORDS;
      if (gone?.(record)) continue;
      let i = storedHash(this.#records, record) & mask;
      while (slots[i] !== 0) i = (i + 1) & mask;
      slots[i] = slot;
      used++;
    }
    this.#slots = slots;
    this.#used = used;
  }
}
