import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryComparison } from '../../../src/diff/delivery/compare-delivery.ts';
import type { DeliveryDiff, DeliveryRow } from '../../../src/diff/delivery/delivery-diff.ts';
import { compare, kinds, outcomes, publisherCapture, subscriberCapture, type Timed } from './two-sides.ts';

const FIRST_MS = 100;
const STEP_MS = 50;
const DELAY_MS = 20;

interface Sent {
  readonly payload: string;
  readonly qos: number;
}

/** Message n is published at FIRST + n · STEP and delivered DELAY later. */
function publishedAt(n: number): number {
  return FIRST_MS + n * STEP_MS;
}

function publishedSide(messages: readonly Sent[]): Timed[] {
  return messages.map(({ payload, qos }, n) => ({ atMs: publishedAt(n), payload, qos, id: n + 1 }));
}

function deliveredSide(messages: readonly Sent[]): Timed[] {
  return messages.map(({ payload, qos }, n) => ({ atMs: publishedAt(n) + DELAY_MS, payload, qos, id: n + 101 }));
}

const qos = fc.integer({ min: 0, max: 2 });
/** Payloads from a small alphabet, so that many are equal. */
const repeated = fc.array(fc.record({ payload: fc.constantFrom('on', 'off', '21.5', ''), qos }), {
  minLength: 3,
  maxLength: 25,
});
const distinct = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 3, maxLength: 25 })
  .chain((payloads) => fc.tuple(...payloads.map((payload) => fc.record({ payload: fc.constant(payload), qos }))));
const some = fc.oneof(repeated, distinct);

const runs = { numRuns: 60 };

function notPlain(result: DeliveryComparison): string[] {
  return outcomes(result).filter((outcome) => outcome !== 'delivered');
}

/** The row of the n-th message published, by its frame in A: five frames come before the first. */
function frameOf(n: number): number {
  return 6 + n;
}

describe('what is delivered against what was published', () => {
  it('finds nothing where everything arrived', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (messages) => {
        const result = await compare(
          publisherCapture(publishedSide(messages)),
          subscriberCapture(deliveredSide(messages)),
        );
        expect(result.differences).toEqual([]);
        expect(result.delivery.messagesCount).toBe(messages.length);
        expect(notPlain(result)).toEqual([]);
        expect(result.delivery.sameRun).toBe('yes');
      }),
      runs,
    );
  });

  it('finds the one message that is gone, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (messages, pick) => {
        const gone = pick % messages.length;
        const delivered = deliveredSide(messages).filter((_, n) => n !== gone);
        const result = await compare(publisherCapture(publishedSide(messages)), subscriberCapture(delivered));
        expect(notPlain(result)).toEqual(['missing']);
        expect(kinds(result)).toEqual(['delivery.message-missing 1']);
        const row = result.delivery.messages.find(({ outcome }) => outcome === 'missing');
        expect(row?.text).toBe(messages[gone]?.payload);
      }),
      runs,
    );
  });

  it('tells by its time which of several equal neighbours is gone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 20 }), fc.nat(), async (count, pick) => {
        const messages = new Array<Sent>(count).fill({ payload: 'tick', qos: 0 });
        const gone = pick % count;
        const delivered = deliveredSide(messages).filter((_, n) => n !== gone);
        const result = await compare(publisherCapture(publishedSide(messages)), subscriberCapture(delivered));
        expect(result.differences[0]?.a.frames).toEqual([frameOf(gone)]);
      }),
      runs,
    );
  });

  it('finds the one message that came twice, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (messages, pick) => {
        const twice = pick % messages.length;
        const delivered = deliveredSide(messages).flatMap((message, n) =>
          n === twice ? [message, { ...message, atMs: message.atMs + 1, id: 999 }] : [message],
        );
        const result = await compare(publisherCapture(publishedSide(messages)), subscriberCapture(delivered));
        expect(notPlain(result)).toEqual(['doubled']);
        expect(kinds(result)).toEqual(['delivery.message-doubled 1']);
        const row = result.delivery.messages.find(({ outcome }) => outcome === 'doubled');
        expect(row?.text).toBe(messages[twice]?.payload);
      }),
      runs,
    );
  });

  it('finds the one message that was changed, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (messages, pick) => {
        const changed = pick % messages.length;
        const other = messages.map((message, n) =>
          n === changed ? { ...message, payload: 'not what was sent' } : message,
        );
        const result = await compare(
          publisherCapture(publishedSide(messages)),
          subscriberCapture(deliveredSide(other)),
        );
        expect(notPlain(result)).toEqual(['altered']);
        expect(kinds(result)).toEqual(['delivery.message-altered 1']);
      }),
      runs,
    );
  });

  it('finds the one message that was overtaken by its neighbour, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, fc.nat(), async (messages, pick) => {
        const at = pick % (messages.length - 1);
        const order = [...messages];
        [order[at], order[at + 1]] = [messages[at + 1] ?? order[at], messages[at] ?? order[at]] as [Sent, Sent];
        const result = await compare(
          publisherCapture(publishedSide(messages)),
          subscriberCapture(deliveredSide(order)),
        );
        expect(notPlain(result)).toEqual(['delivered reordered']);
        expect(kinds(result)).toEqual(['delivery.message-reordered 1']);
        expect(result.differences[0]?.a.frames).toEqual([frameOf(at)]);
      }),
      runs,
    );
  });

  it('finds several at once: some gone, some twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        distinct,
        fc.infiniteStream(fc.constantFrom('as it was', 'gone', 'twice')),
        async (messages, fates) => {
          const fate = messages.map(() => fates.next().value ?? 'as it was');
          const delivered = deliveredSide(messages).flatMap((message, n) => {
            if (fate[n] === 'gone') return [];
            return fate[n] === 'twice' ? [message, { ...message, atMs: message.atMs + 1, id: 500 + n }] : [message];
          });
          fc.pre(delivered.length > 0);
          const result = await compare(publisherCapture(publishedSide(messages)), subscriberCapture(delivered));
          const { missing, doubled, ...rest } = result.delivery.outcomes;
          expect(missing).toBe(fate.filter((each) => each === 'gone').length);
          expect(doubled).toBe(fate.filter((each) => each === 'twice').length);
          expect(rest).toMatchObject({ altered: 0, unexpected: 0, 'not-captured': 0, undetermined: 0, 'not-due': 0 });
        },
      ),
      runs,
    );
  });

  it('finds it whatever the clocks differ by, and however the delay varies', async () => {
    const ahead = fc.integer({ min: 0, max: 1500 });
    const jitter = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), ahead, ahead, jitter, async (messages, pick, aheadA, aheadB, late) => {
        const gone = pick % messages.length;
        let last = 0;
        const delivered = deliveredSide(messages)
          .map((message, n) => {
            last = Math.max(last + 1, message.atMs + (late[n] ?? 0)); // a connection keeps its order
            return { ...message, atMs: last };
          })
          .filter((_, n) => n !== gone);
        const result = await compare(
          publisherCapture(publishedSide(messages), aheadA),
          subscriberCapture(delivered, [['a/b', 2]], aheadB),
        );
        expect(notPlain(result)).toEqual(['missing']);
        expect(result.delivery.messages.find(({ outcome }) => outcome === 'missing')?.text).toBe(
          messages[gone]?.payload,
        );
        const { upperNs } = result.delivery.clock;
        if (upperNs !== null) expect(upperNs).toBeGreaterThanOrEqual((aheadB - aheadA) * 1_000_000);
      }),
      runs,
    );
  });

  it('does not take what a capture lost for lost: it says that the capture has a hole', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, fc.nat(), fc.boolean(), async (messages, pick, atPublisher) => {
        const hidden = pick % messages.length;
        const hide = (list: Timed[], here: boolean): Timed[] =>
          list.map((message, n) => (n === hidden && here ? { ...message, lost: true } : message));
        const result = await compare(
          publisherCapture(hide(publishedSide(messages), atPublisher)),
          subscriberCapture(hide(deliveredSide(messages), !atPublisher)),
        );
        expect(notPlain(result)).toEqual(['not-captured']);
        expect(kinds(result)).toEqual(['delivery.not-captured 1']);
      }),
      runs,
    );
  });
});

describe('symmetry', () => {
  it('diff(B, A) mirrors diff(A, B)', async () => {
    await fc.assert(
      fc.asyncProperty(some, some, fc.boolean(), async (one, other, related) => {
        const delivered = related ? deliveredSide(one).filter((_, n) => n % 3 !== 1) : deliveredSide(other);
        const sides = (): [ReturnType<typeof publisherCapture>, ReturnType<typeof subscriberCapture>] => [
          publisherCapture(publishedSide(one)),
          subscriberCapture(delivered),
        ];
        const [a, b] = sides();
        const [x, y] = sides();
        const there = await compare(a, b);
        const back = await compare(y, x);
        expect(mirrored(back.delivery)).toEqual(withoutWords(there.delivery));
        expect(
          back.differences.map(({ a: p, b: q, ...rest }) => ({ kind: rest.kind, facts: rest.facts, a: q, b: p })),
        ).toEqual(
          there.differences.map(({ a: p, b: q, ...rest }) => ({ kind: rest.kind, facts: rest.facts, a: p, b: q })),
        );
      }),
      runs,
    );
  });

  it('finds no difference between a capture and itself', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async (messages, publishing) => {
        const make = (): ReturnType<typeof publisherCapture> =>
          publishing ? publisherCapture(publishedSide(messages)) : subscriberCapture(deliveredSide(messages));
        expect((await compare(make(), make())).differences).toEqual([]);
      }),
      runs,
    );
  });
});

type Wordless = Omit<DeliveryDiff, 'sameRunReasons' | 'notes'>;

function withoutWords({ sameRunReasons: _reasons, notes: _notes, ...rest }: DeliveryDiff): Wordless {
  return rest;
}

function mirrored(delivery: DeliveryDiff): Wordless {
  const { clients, messages, delays, clock, files, ...rest } = withoutWords(delivery);
  const side = (name: 'a' | 'b'): 'a' | 'b' => (name === 'a' ? 'b' : 'a');
  const negated = (ns: number | null): number | null => (ns === null ? null : -ns);
  return {
    ...rest,
    clients: clients.map((client) => ({ ...client, a: client.b, b: client.a })),
    messages: messages.map((row): DeliveryRow => ({ ...row, a: row.b, b: row.a })),
    delays: delays.map((delay) => ({ ...delay, from: side(delay.from), to: side(delay.to) })),
    clock: { ...clock, lowerNs: negated(clock.upperNs), upperNs: negated(clock.lowerNs) },
    files: files.map((file) => ({
      ...file,
      missing: file.missing.map((piece) => ({ ...piece, side: side(piece.side) })),
    })),
  };
}
