// Sender and receivers over a network made up for each case: it loses, doubles, delays and so reorders in both directions, and receivers die at any
// moment and are started again. Time is counted, not waited for.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/transfer/random.ts';
import { type Announcement, encodeMessage, FORMAT, readReport } from '../../../src/transfer/selective/messages.ts';
import { SelectiveReceiver } from '../../../src/transfer/selective/receiver.ts';
import { REPORT_EVERY_MS } from '../../../src/transfer/selective/receiver-view.ts';
import { SelectiveSender } from '../../../src/transfer/selective/sender.ts';

interface Network {
  readonly seed: number;
  readonly fragments: number;
  readonly receivers: number;
  /** Per cent. */
  readonly loss: number;
  readonly doubling: number;
  readonly longestDelayMs: number;
  readonly window: number;
  /** When one of the receivers dies (the others are untouched), in ms. */
  readonly deaths: readonly number[];
}

interface Event {
  readonly at: number;
  readonly run: () => void;
}

interface Node {
  readonly receiver: SelectiveReceiver;
  readonly parts: Uint8Array[];
  alive: boolean;
  joined: boolean;
}

/** Of simulated time; reaching it means that the transfer hangs. */
const HANGS_AFTER_MS = 3_600_000;
const TICK_MS = 20;

const contentOf = (index: number): Buffer => Buffer.from(`<${index}>`);

class Simulation {
  readonly sender: SelectiveSender;
  readonly nodes: Node[] = [];
  readonly #network: Network;
  readonly #random: RandomSource;
  readonly #announcement: Announcement;
  #events: Event[] = [];
  #serial = 0;
  now = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#random = new RandomSource(network.seed);
    const { fragments, window, receivers } = network;
    this.sender = new SelectiveSender({ fragments, window, receivers });
    const bytes = Array.from({ length: fragments }, (_, i) => contentOf(i).length).reduce((sum, n) => sum + n, 0);
    const largest = fragments === 0 ? 0 : contentOf(fragments - 1).length;
    this.#announcement = {
      format: FORMAT,
      state: 'open',
      name: 'x',
      bytes,
      fragments,
      largest,
      sha256: '0'.repeat(64),
    };
    for (let i = 0; i < receivers; i++) this.#start();
    for (const death of network.deaths) this.#after(death, () => this.#kill());
    this.#tick();
  }

  /** Runs until the sender says that it is finished. */
  run(): void {
    while (!this.sender.isFinished(this.now)) {
      const next = this.#earliest();
      this.now = next.at;
      if (this.now > HANGS_AFTER_MS) throw new Error(`hangs: ${JSON.stringify(this.#network)}`);
      next.run();
    }
  }

  #earliest(): Event {
    let best = 0;
    for (let i = 1; i < this.#events.length; i++) if (this.#events[i]!.at < this.#events[best]!.at) best = i;
    return this.#events.splice(best, 1)[0]!;
  }

  #after(ms: number, run: () => void): void {
    this.#events.push({ at: this.now + ms, run });
  }

  #transmit(run: () => void): void {
    const { loss, doubling, longestDelayMs } = this.#network;
    const copies = this.#random.next() * 100 < doubling ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (this.#random.next() * 100 < loss) continue;
      this.#after(1 + this.#random.next() * longestDelayMs, run);
    }
  }

  #start(): void {
    const parts: Uint8Array[] = [];
    const id = (this.#serial++).toString(16).padStart(8, '0');
    const receiver = new SelectiveReceiver(id, this.#announcement, (bytes) => parts.push(bytes.slice()));
    const node: Node = { receiver, parts, alive: true, joined: true };
    this.nodes.push(node);
    const repeat = (): void => {
      if (!node.alive) return;
      this.#report(node);
      this.#after(REPORT_EVERY_MS, repeat);
    };
    repeat();
  }

  #kill(): void {
    const victim = this.nodes.find((node) => node.alive && !node.receiver.isComplete);
    if (victim === undefined) return;
    victim.alive = false;
    this.#after(700, () => this.#start());
  }

  #report({ receiver }: Node): void {
    const payload = encodeMessage(receiver.report(receiver.isComplete ? 'done' : 'receiving'));
    this.#transmit(() => {
      const report = readReport(payload, this.#network.fragments);
      if (report === null) throw new Error(`a report of ours is refused: ${payload}`);
      this.sender.onReport(report, this.now);
      this.#pump();
    });
  }

  #tick(): void {
    this.sender.onTick(this.now);
    this.#pump();
    this.#after(TICK_MS, () => this.#tick());
  }

  #pump(): void {
    for (let index = this.sender.take(this.now); index >= 0; index = this.sender.take(this.now)) {
      const sent = index;
      for (const node of this.nodes) {
        this.#transmit(() => {
          if (!node.alive) return;
          node.receiver.take(sent, contentOf(sent));
          this.#report(node);
        });
      }
    }
  }
}

const networks: fc.Arbitrary<Network> = fc.record({
  seed: fc.nat(),
  fragments: fc.integer({ min: 0, max: 120 }),
  receivers: fc.integer({ min: 1, max: 3 }),
  loss: fc.constantFrom(0, 1, 10, 35),
  doubling: fc.constantFrom(0, 20),
  longestDelayMs: fc.constantFrom(0, 5, 120, 900),
  window: fc.constantFrom(1, 4, 64),
  deaths: fc.array(fc.nat(4000), { maxLength: 3 }),
});

describe('law: selective transfer over any network', () => {
  it('ends, and whoever is counted as done has every byte in order', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const simulation = new Simulation(network);
        simulation.run();
        const whole = Buffer.concat(Array.from({ length: network.fragments }, (_, i) => contentOf(i)));
        const done = new Set(simulation.sender.receivers.filter(({ state }) => state === 'done').map(({ id }) => id));
        expect(done.size).toBeGreaterThanOrEqual(network.receivers);
        for (const { receiver, parts } of simulation.nodes) {
          if (done.has(receiver.id)) expect(Buffer.concat(parts)).toEqual(whole);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('sends every fragment once when nothing is lost', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const calm = { ...network, loss: 0, deaths: [], longestDelayMs: 0 };
        const simulation = new Simulation(calm);
        simulation.run();
        expect(simulation.sender.sent).toBe(calm.fragments);
        expect(simulation.sender.timeouts).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('hardly ever waits for its timer, however much is lost: probes find the losses at the end of a window', () => {
    const network = { fragments: 600, receivers: 1, doubling: 0, longestDelayMs: 5, window: 64, deaths: [] };
    for (const seed of [1, 2, 3, 4, 5]) {
      const simulation = new Simulation({ ...network, seed, loss: 30 });
      simulation.run();
      const { timeouts, probes } = simulation.sender;
      expect(probes).toBeGreaterThan(timeouts);
      expect(timeouts).toBeLessThan(40); // without probes more than a hundred
      expect(simulation.now).toBeLessThan(20_000);
    }
  });

  it('sends again hardly more than what was lost', () => {
    const network = { seed: 7, fragments: 1000, receivers: 1, doubling: 0, longestDelayMs: 0, window: 64, deaths: [] };
    const simulation = new Simulation({ ...network, loss: 10 });
    simulation.run();
    const { sent, resent } = simulation.sender;
    expect(resent).toBeGreaterThan(60); // a tenth of the fragments is lost on its way, and of those again
    expect(sent).toBeLessThan(1200);
  });
});
