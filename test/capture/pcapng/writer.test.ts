// What the writer writes, the reader reads.

import { expect, it } from 'vitest';
import { writeInterface, writePacket, writeSectionHeader } from '../../../src/capture/pcapng/writer.ts';
import { concat } from '../../builders/bytes.ts';
import { readBytes } from '../read-bytes.ts';

it('round trip: names, lengths, nanoseconds up to the end of 32-bit seconds', async () => {
  const packet = Uint8Array.of(9, 1, 2, 3, 9);
  const file = concat(
    writeSectionHeader(),
    writeInterface(1, 0, 'eth0'),
    writeInterface(276, 96, null),
    writePacket(0, 1_727_972_104, 779_687_350, 1514, packet),
    writePacket(1, 4_294_967_295, 999_999_999, 3, packet, 1, 4),
  );
  const { frames, summary } = await readBytes(file);
  expect(frames).toEqual([
    { number: 1, time: '1727972104.779687350', wireLength: 1514, bytes: '0901020309', linkType: 1, interfaceId: 0 },
    { number: 2, time: '4294967295.999999999', wireLength: 3, bytes: '010203', linkType: 276, interfaceId: 1 },
  ]);
  expect(summary.interfaces).toEqual([
    { id: 0, name: 'eth0', linkType: 1, snapLength: 0, received: null, dropped: null },
    { id: 1, name: null, linkType: 276, snapLength: 96, received: null, dropped: null },
  ]);
  expect(summary.timeResolution).toBe('1e-9');
  expect(summary.endedBy).toBe('end-of-input');
});
