import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../src/index.ts';
import { ACK, CaptureWriter, Conversation, connectionOf, MS, RST } from '../capture.ts';

async function reportOf(write: (conversation: Conversation) => void): Promise<ConnectionReport> {
  const capture = new CaptureWriter();
  write(new Conversation(capture));
  return connectionOf(capture);
}

describe('teardown', () => {
  it('names who sent the first FIN, and every frame', async () => {
    const { teardown, completenessText } = await reportOf((c) => c.open().close());
    expect(teardown).toEqual({
      initiator: 'client',
      how: 'fin',
      frames: [
        { frame: 4, direction: 'client', flags: 'FIN, ACK', time: '1700000000.012020000' },
        { frame: 5, direction: 'server', flags: 'FIN, ACK', time: '1700000000.022020000' },
      ],
    });
    expect(completenessText).toBe('Complete, NO_DATA');
  });

  it('names a reset', async () => {
    const { teardown } = await reportOf((c) => c.open().send('server', MS, { flags: RST | ACK }));
    expect(teardown).toMatchObject({ initiator: 'server', how: 'reset' });
  });

  it('stays with the first when a reset follows the FINs', async () => {
    const { teardown } = await reportOf((c) => c.open().close().send('client', MS, { flags: RST }));
    expect(teardown).toMatchObject({ initiator: 'client', how: 'fin' });
    expect(teardown.frames.map(({ flags }) => flags)).toEqual(['FIN, ACK', 'FIN, ACK', 'RST']);
  });

  it('is open without either', async () => {
    const { teardown, completenessText } = await reportOf((c) => c.open());
    expect(teardown).toEqual({ initiator: null, how: 'open', frames: [] });
    expect(completenessText).toBe('Incomplete, ESTABLISHED');
  });

  it('keeps sixteen frames and says that there were more', async () => {
    const report = await reportOf((c) => {
      c.open();
      for (let i = 0; i < 40; i++) c.send('client', MS, { flags: RST });
    });
    expect(report.teardown.frames).toHaveLength(16);
    expect(report.capped).toBe(true);
  });
});
