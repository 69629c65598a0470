// Classic pcap: byte orders, resolutions, versions, lies; and the same frames as pcap-parser.

import { Readable } from 'node:stream';
import pcapParser from 'pcap-parser';
import { describe, expect, it } from 'vitest';
import { concat } from '../../builders/bytes.ts';
import { pcap, pcapHeader, pcapRecord } from '../../builders/pcap.ts';
import { noteIds, readBytes } from '../read-bytes.ts';

const PACKET = Uint8Array.from({ length: 61 }, (_, index) => index);
const PACKET_HEX = Buffer.from(PACKET).toString('hex');

for (const little of [true, false]) {
  describe(`classic pcap, ${little ? 'little' : 'big'}-endian`, () => {
    it.each([
      [{ little }, 'pcap', '1727972104.779687000', '1e-6'],
      [{ little, resolution: 'ns' as const }, 'pcap (nanoseconds)', '1727972104.000779687', '1e-9'],
      [{ little, modified: true }, 'pcap (modified)', '1727972104.779687000', '1e-6'],
    ])('%o', async (fields, format, time, resolution) => {
      const record = { sec: 1_727_972_104, fraction: 779_687, bytes: PACKET, wireLength: 70 };
      const capture = await readBytes(pcap({ ...fields, link: 113, snapLength: 96 }, [record, record]));
      expect(capture.format).toBe(format);
      const frame = { time, wireLength: 70, bytes: PACKET_HEX, linkType: 113, interfaceId: 0 };
      expect(capture.frames).toEqual([
        { number: 1, ...frame },
        { number: 2, ...frame },
      ]);
      expect(capture.summary.timeResolution).toBe(resolution);
      expect(capture.summary.interfaces).toEqual([
        { id: 0, name: null, linkType: 113, snapLength: 96, received: null, dropped: null },
      ]);
      expect(capture.summary.endedBy).toBe('end-of-input');
    });

    it('cut at every length: delivers the frames wholly before the cut', async () => {
      const file = pcap({ little }, [{ bytes: PACKET }, { bytes: PACKET }]);
      for (let cut = 4; cut <= file.length; cut++) {
        const { frames, summary } = await readBytes(file.subarray(0, cut));
        const atBoundary = cut >= 24 && (cut - 24) % 77 === 0;
        expect(frames.length, `cut at ${cut}`).toBe(Math.max(0, Math.floor((cut - 24) / 77)));
        expect(summary.endedBy, `cut at ${cut}`).toBe(atBoundary ? 'end-of-input' : 'truncated-input');
      }
    });

    it('chunking does not matter', async () => {
      const file = pcap({ little, resolution: 'ns' }, [{ sec: 5 }, { sec: 3, bytes: PACKET }, { sec: 9 }]);
      const whole = await readBytes(file, file.length);
      expect(whole.frames.length).toBe(3);
      for (const size of [1, 7, 4096]) {
        const { frames, summary } = await readBytes(file, size);
        expect(frames).toEqual(whole.frames);
        expect(summary).toEqual(whole.summary);
      }
    });

    it('yields the same frames as pcap-parser', async () => {
      const records = Array.from({ length: 50 }, (_, index) => ({
        sec: 1_700_000_000 + index,
        fraction: index * 19_999,
        bytes: PACKET.subarray(0, index),
        wireLength: index + 3,
      }));
      const file = pcap({ little }, records);
      const theirs = await parseWithPcapParser(file);
      expect(theirs.length).toBe(50);
      const { frames } = await readBytes(file);
      expect(frames.map(({ time, wireLength, bytes }) => ({ time, wireLength, bytes }))).toEqual(theirs);
    });
  });
}

interface TheirPacket {
  readonly header: { timestampSeconds: number; timestampMicroseconds: number; originalLength: number };
  readonly data: Buffer;
}

function parseWithPcapParser(
  file: Uint8Array,
): Promise<readonly { time: string; wireLength: number; bytes: string }[]> {
  return new Promise((resolve, reject) => {
    const packets: { time: string; wireLength: number; bytes: string }[] = [];
    const parser = pcapParser.parse(Readable.from([Buffer.from(file)]));
    parser.on('packet', ({ header, data }: TheirPacket) => {
      packets.push({
        time: `${header.timestampSeconds}.${String(header.timestampMicroseconds).padStart(6, '0')}000`,
        wireLength: header.originalLength,
        bytes: data.toString('hex'),
      });
    });
    parser.on('end', () => resolve(packets));
    parser.on('error', reject);
  });
}

describe('classic pcap, odd files', () => {
  it('carries a fraction of a second or more into the seconds, and says so', async () => {
    const { frames, summary } = await readBytes(
      pcap({}, [
        { sec: 100, fraction: 1_500_000 },
        { sec: 101, fraction: 4_000_000_000 },
      ]),
    );
    expect(frames.map(({ time }) => time)).toEqual(['101.500000000', '4101.000000000']);
    expect(noteIds(summary)).toEqual(['pcap.fraction-too-large']);
  });

  it('reads seconds as unsigned', async () => {
    const { frames } = await readBytes(pcap({}, [{ sec: 0xf000_0000 }]));
    expect(frames[0]?.time).toBe('4026531840.000000000');
  });

  it('ignores the FCS length beside the link type', async () => {
    const { frames } = await readBytes(pcap({ link: 0x5400_0071 }, [{}]));
    expect(frames[0]?.linkType).toBe(113);
  });

  it('rejects a link type with reserved bits set, and versions below 2', async () => {
    await expect(readBytes(pcap({ link: 0x03ff_0001 }, [{}]))).rejects.toMatchObject({
      code: 'E_FILE_UNSUPPORTED',
      exitCode: 3,
    });
    await expect(readBytes(pcap({ major: 1 }, [{}]))).rejects.toMatchObject({
      code: 'E_FILE_UNSUPPORTED',
      exitCode: 3,
    });
  });

  it.each([
    [2, 2, 100, 61, 100],
    [2, 3, 100, 61, 100],
    [2, 3, 61, 100, 100],
    [543, 0, 100, 61, 100],
  ])('version %i.%i with lengths %i, %i: 61 bytes captured of %i', async (major, minor, first, second, wireLength) => {
    const record = { bytes: PACKET, capturedLength: first, wireLength: second };
    const { frames } = await readBytes(pcap({ major, minor }, [record, { bytes: PACKET, wireLength: 61 }]));
    expect(frames.map((frame) => [frame.bytes, frame.wireLength])).toEqual([
      [PACKET_HEX, wireLength],
      [PACKET_HEX, 61],
    ]);
  });

  it('ends at a record no capture can hold', async () => {
    const file = concat(pcapHeader(), pcapRecord(), pcapRecord({ capturedLength: 262_145 }), pcapRecord());
    const { frames, summary } = await readBytes(file);
    expect(frames.length).toBe(1);
    expect(summary.endedBy).toBe('damaged-input');
    expect(summary.notes.map(({ kind, byteOffset }) => [kind.id, byteOffset])).toEqual([['pcap.record-too-long', 100]]);
  });

  it('lets D-Bus messages be longer than frames', async () => {
    const { frames } = await readBytes(pcap({ link: 231 }, [{ bytes: new Uint8Array(300_000) }]));
    expect(frames[0]?.bytes.length).toBe(600_000);
  });
});
