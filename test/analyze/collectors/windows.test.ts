import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../src/index.ts';
import { tcpOption } from '../../builders/tcp.ts';
import { ACK, bytes, CaptureWriter, Conversation, connectionOf, FIN, MS, RST, SYN, SYN_OPTIONS } from '../capture.ts';

async function reportOf(write: (conversation: Conversation) => void): Promise<ConnectionReport> {
  const capture = new CaptureWriter();
  write(new Conversation(capture));
  return connectionOf(capture);
}

describe('windows', () => {
  it('are scaled outside the SYNs when both offer it', async () => {
    const { windows } = await reportOf((c) =>
      c.open().send('client', MS, { window: 100 }).send('server', MS, { window: 7 }),
    );
    expect(windows.client).toMatchObject({
      initial: 64240,
      scale: 7,
      multiplier: 128,
      minimum: 12_800,
      maximum: 502 * 128,
    });
    expect(windows.server).toMatchObject({ initial: 65160, scale: 7, multiplier: 128, minimum: 896, maximum: 896 });
  });

  it('are not scaled when one side does not offer it', async () => {
    const { windows } = await reportOf((c) =>
      c
        .send('client', 0, { flags: SYN, options: SYN_OPTIONS })
        .send('server', MS, { flags: SYN | ACK, options: tcpOption.mss(1460) })
        .send('client', MS, { window: 100 }),
    );
    expect(windows.client).toMatchObject({ scale: 7, multiplier: 1, minimum: 100, maximum: 100 });
    expect(windows.server).toMatchObject({ scale: null, multiplier: 1 });
  });

  it('have no known multiplier while a SYN is missing', async () => {
    const { windows } = await reportOf((c) => c.send('client', 0, { seq: 9, window: 100 }).send('server', MS));
    expect(windows.client).toMatchObject({ initial: null, scale: null, multiplier: null, minimum: 100 });
  });

  it('use a shift above 14 as 14', async () => {
    const options = [...tcpOption.nop(), ...tcpOption.windowScale(15)];
    const { windows } = await reportOf((c) => c.open(10 * MS, 20_000, options));
    expect(windows.client.multiplier).toBe(16_384);
  });
});

describe('zero-window spans', () => {
  it('last from the first zero to the window that opens again', async () => {
    const { windows } = await reportOf((c) =>
      c
        .open()
        .send('client', MS, { window: 0 })
        .send('server', 50 * MS, { payload: bytes(1) })
        .send('client', MS, { window: 0 })
        .send('client', 100 * MS, { window: 500 })
        .send('client', MS, { window: 0 })
        .send('client', 2 * MS, { window: 9 }),
    );
    expect(windows.client.zeroSpans).toEqual([
      { fromFrame: 4, toFrame: 7, durationNs: 151 * MS },
      { fromFrame: 8, toFrame: 9, durationNs: 2 * MS },
    ]);
    expect(windows.client.zeroSpansCount).toBe(2);
    expect(windows.server.zeroSpans).toEqual([]);
  });

  it('stay open at the end', async () => {
    const { windows } = await reportOf((c) => c.open().send('server', MS, { window: 0 }));
    expect(windows.server.zeroSpans).toEqual([{ fromFrame: 4, toFrame: null, durationNs: null }]);
    expect(windows.server.zeroSpansCount).toBe(1);
  });

  it('do not begin at a FIN or RST', async () => {
    const fin = await reportOf((c) => c.open().send('client', MS, { flags: FIN | ACK, window: 0 }));
    const reset = await reportOf((c) => c.open().send('client', MS, { flags: RST, window: 0 }));
    expect([fin, reset].map(({ windows }) => windows.client.zeroSpansCount)).toEqual([0, 0]);
  });
});
