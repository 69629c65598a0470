import { describe, expect, it } from 'vitest';
import { bytes, CaptureWriter, Conversation, type ConversationFields, connectionOf, MS } from '../capture.ts';

async function pointOf(
  write: (conversation: Conversation) => void,
  fields: ConversationFields = {},
): Promise<{ point: string; evidence: readonly string[] }> {
  const capture = new CaptureWriter();
  write(new Conversation(capture, fields));
  const { capturePoint, capturePointEvidence } = await connectionOf(capture);
  return { point: capturePoint, evidence: capturePointEvidence };
}

/** Complete checksums, as the wire has them, but for the given side: there the bare pseudo-header sum. */
const PSEUDO_HEADER_SUM: Readonly<Record<'client' | 'server', number>> = {
  // 10.0.0.1, 10.0.0.2 (either way), protocol 6, length 20 + 10
  client: 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + 30,
  server: 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + 30,
};

describe('capture point', () => {
  it.each([
    ['client', 20 * MS, 50_000],
    ['server', 50_000, 20 * MS],
    ['between', 12 * MS, 8 * MS],
  ])('is the %s by the handshake', async (point, synAckNs, ackNs) => {
    expect(await pointOf((c) => c.open(synAckNs, ackNs))).toEqual({ point, evidence: ['handshake-timing'] });
  });

  it('is unknown where both ends answer at once, as on one and the same host', async () => {
    expect(await pointOf((c) => c.open(20_000, 15_000))).toEqual({ point: 'unknown', evidence: [] });
  });

  it('is near the side whose packets still have their initial TTL', async () => {
    const ttl = { client: 57, server: 64 };
    expect(await pointOf((c) => c.send('client', 0, { seq: 5 }).send('server', MS), { ttl })).toEqual({
      point: 'server',
      evidence: ['ttl'],
    });
  });

  it('is corroborated by a second kind of evidence', async () => {
    const ttl = { client: 128, server: 53 };
    expect(await pointOf((c) => c.open(20 * MS, 50_000), { ttl })).toEqual({
      point: 'client',
      evidence: ['handshake-timing', 'ttl'],
    });
  });

  it('is unknown where the evidence disagrees', async () => {
    const ttl = { client: 53, server: 64 };
    expect(await pointOf((c) => c.open(20 * MS, 50_000), { ttl })).toEqual({ point: 'unknown', evidence: [] });
  });

  it('is at the sender of frames that were not padded yet', async () => {
    const written = await pointOf((c) =>
      c
        .send('client', 0, { seq: 5, payload: bytes(4) })
        .send('server', MS, { ethernet: { padding: 'minimum' } })
        .send('server', MS, { payload: bytes(3), ethernet: { padding: 'minimum' } }),
    );
    expect(written).toEqual({ point: 'client', evidence: ['padding'] });
  });

  it('learns nothing from a network that pads nothing', async () => {
    const written = await pointOf((c) => c.send('client', 0, { seq: 5, payload: bytes(4) }).send('server', MS));
    expect(written).toEqual({ point: 'unknown', evidence: [] });
  });

  it.each(['client', 'server'] as const)('is at the %s, whose checksums its card has yet to complete', async (side) => {
    const written = await pointOf((c) =>
      c
        .send('client', 0, {
          seq: 5,
          payload: bytes(10),
          ...(side === 'client' ? { checksum: PSEUDO_HEADER_SUM.client } : {}),
        })
        .send('server', MS, {
          payload: bytes(10),
          ...(side === 'server' ? { checksum: PSEUDO_HEADER_SUM.server } : {}),
        }),
    );
    expect(written).toEqual({ point: side, evidence: ['checksum-offload'] });
  });

  it('is told by the acknowledgements of data where the handshake is missing', async () => {
    const written = await pointOf((c) => {
      c.send('client', 0, { seq: 5 });
      for (let i = 0; i < 3; i++) {
        c.send('client', MS, { payload: bytes(10) })
          .send('server', 12 * MS, { payload: bytes(10) })
          .send('client', 60_000);
      }
    });
    expect(written).toEqual({ point: 'client', evidence: ['data-timing'] });
  });
});
